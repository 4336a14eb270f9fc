package import GreffeRegistry

/// Posts to witnesses over HTTP and HTTPS.
package enum WitnessPost {
    /// A witness answers within a second.
    private static let milliseconds = 15_000
    private static let connectMilliseconds = 5_000
    /// A few signature lines.
    private static let answerBytesMax = 1 << 16

    /// Blocks.
    package static let post: WitnessRound.Post = { url, body throws in
        let question = HTTPQuestion(
            url: url, body: body, requestType: "text/plain", answerTypes: nil, bytesMax: answerBytesMax)
        let answer = try question.exchange(connectMilliseconds: connectMilliseconds, milliseconds: milliseconds)
        return WitnessRound.Reply(status: answer.status, body: answer.body)
    }
}

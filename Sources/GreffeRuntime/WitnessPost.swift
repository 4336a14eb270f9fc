import CHTTP
import GreffeCore
package import GreffeRegistry

/// Posts to witnesses over HTTP and HTTPS through libcurl, bounded in time and size; redirects are not followed.
package enum WitnessPost {
    /// A witness answers within a second.
    private static let milliseconds = 15_000
    private static let connectMilliseconds = 5_000
    /// A few signature lines.
    private static let answerBytesMax = 1 << 16

    /// Blocks.
    package static let post: WitnessRound.Post = { url, body throws in
        var answer = greffe_http_answer()
        defer { greffe_http_forget(&answer) }
        url.withCString { url in
            "text/plain".withCString { type in
                body.withUnsafeBufferPointer { bytes in
                    var question = greffe_http_question()
                    question.url = url
                    question.request_type = type
                    question.body = bytes.baseAddress
                    question.body_count = bytes.count
                    question.answer_bytes_max = answerBytesMax
                    question.connect_milliseconds_max = connectMilliseconds
                    question.milliseconds_max = milliseconds
                    greffe_http_ask(&question, &answer)
                }
            }
        }
        let failure = withUnsafeBytes(of: answer.failure) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }.filter { $0 >= 0x20 && $0 < 0x7f }, as: UTF8.self)
        }
        guard failure.isEmpty else { throw Unreachable(url: url, reason: failure) }
        return WitnessRound.Reply(
            status: answer.status, body: Array(UnsafeBufferPointer(start: answer.bytes, count: answer.count)))
    }

    private struct Unreachable: GreffeError {
        var url: String
        var reason: String
        var code: String { "witness.unreachable" }
        var message: String { "\(url): \(reason)" }
        var hint: String { "check the address in greffe.yaml and the network" }
        var fate: Fate { .retry }
    }
}

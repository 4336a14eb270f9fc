import CHTTP
import Dispatch
package import GreffeCore
import GreffeProof

/// Authorities for time-stamps over HTTP and HTTPS, through libcurl. Each question has its own connection and is
/// bounded in time and size; redirects are not followed.
package struct HTTPTimeStampAuthority: TimeStampAuthority {
    /// An authority that answers does so within a second; a token must not hold up the daemon's stop.
    package var milliseconds = 15_000
    package var connectMilliseconds = 5_000

    /// Not one of the threads Swift's tasks share: these wait for the network.
    private static let queue = DispatchQueue(label: "greffe.http", attributes: .concurrent)

    package init() {}

    package func answer(to request: [UInt8], at url: String) async throws -> [UInt8] {
        let question = HTTPQuestion(
            url: url, body: request, requestType: TimeStampRequest.contentType,
            answerTypes: [TimeStampResponse.contentType], bytesMax: TimeStampResponse.bytesMax)
        return try await ask(question)
    }

    package func revocationList(at url: String) async throws -> [UInt8] {
        // Authorities serve them under several types; what it is, its signature says.
        let question = HTTPQuestion(
            url: url, body: nil, requestType: nil, answerTypes: nil, bytesMax: RevocationList.bytesMax)
        return try await ask(question)
    }

    private func ask(_ question: HTTPQuestion) async throws -> [UInt8] {
        let (connect, whole) = (connectMilliseconds, milliseconds)
        return try await withCheckedThrowingContinuation { continuation in
            Self.queue.async {
                continuation.resume(
                    with: Result { try question.ask(connectMilliseconds: connect, milliseconds: whole) })
            }
        }
    }
}

/// Why no answer came, or none that counts.
package enum HTTPError: GreffeError, Hashable {
    case unreachable(url: String, reason: String)
    case status(url: String, Int)
    case wrongType(url: String, found: String)

    package var code: String {
        switch self {
        case .unreachable: "http.unreachable"
        case .status: "http.status"
        case .wrongType: "http.wrong-type"
        }
    }

    package var message: String {
        switch self {
        case .unreachable(let url, let reason): "\(url): \(reason)"
        case .status(let url, let status): "\(url) answered with HTTP status \(status)"
        case .wrongType(let url, let found):
            "\(url) answered with \"\(found)\", not \(TimeStampResponse.contentType)"
        }
    }

    package var hint: String { "check the address in greffe.yaml and the network" }
    package var fate: Fate { .retry }
}

/// One request, bounded in time and size; redirects are not followed.
struct HTTPQuestion: Sendable {
    struct Answer: Sendable {
        var status: Int
        /// Without its parameters, in lower case.
        var type: String
        var body: [UInt8]
    }

    var url: String
    var body: [UInt8]?
    var requestType: String?
    /// Nil for any.
    var answerTypes: [String]?
    var bytesMax: Int

    /// Blocks. Any status but 200 is an error.
    func ask(connectMilliseconds: Int, milliseconds: Int) throws(HTTPError) -> [UInt8] {
        let answer = try exchange(connectMilliseconds: connectMilliseconds, milliseconds: milliseconds)
        guard answer.status == 200 else { throw .status(url: url, answer.status) }
        guard answerTypes?.contains(answer.type) ?? true else { throw .wrongType(url: url, found: answer.type) }
        return answer.body
    }

    /// Blocks. Every status is an answer.
    func exchange(connectMilliseconds: Int, milliseconds: Int) throws(HTTPError) -> Answer {
        var answer = greffe_http_answer()
        defer { greffe_http_forget(&answer) }
        url.withCString { url in
            (requestType ?? "").withCString { type in
                (body ?? []).withUnsafeBufferPointer { bytes in
                    var question = greffe_http_question()
                    question.url = url
                    question.request_type = requestType == nil ? nil : type
                    question.body = bytes.baseAddress
                    question.body_count = bytes.count
                    question.answer_bytes_max = bytesMax
                    question.connect_milliseconds_max = connectMilliseconds
                    question.milliseconds_max = milliseconds
                    greffe_http_ask(&question, &answer)
                }
            }
        }
        let failure = Self.text(of: answer.failure)
        guard failure.isEmpty else { throw .unreachable(url: url, reason: failure) }
        return Answer(
            status: answer.status, type: Self.text(of: answer.type),
            body: Array(UnsafeBufferPointer(start: answer.bytes, count: answer.count)))
    }

    /// A C array of characters up to its zero, without control characters.
    private static func text<Array>(of array: Array) -> String {
        withUnsafeBytes(of: array) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }.filter { $0 >= 0x20 && $0 < 0x7f }, as: UTF8.self)
        }
    }
}

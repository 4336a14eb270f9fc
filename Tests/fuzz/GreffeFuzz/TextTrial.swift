import GreffeCore
import GreffeProof
@testable import GreffeIndex
@testable import GreffeIntake
@testable import GreffeRuntime
@testable import GreffeWorkerLink

/// What is read as text or as records. Where a form has one spelling, what was read must be written back the same.
enum TextTrial {
    /// A frame as the daemon takes it from a worker.
    static func frame(_ bytes: [UInt8]) {
        guard let count = Frame.payloadCount(header: Array(bytes.prefix(4)), bytesMax: Frame.replyBytesMax) else {
            return
        }
        let payload = Array(bytes.dropFirst(4).prefix(count))
        if let reply = WorkerCoding.message(WorkerReply.self, from: payload) {
            let isHeld =
                switch reply {
                case .opened, .failed, .wanted, .bytes, .copied: true
                case .page(let page): ReplyBounds.hold(page, number: 1, limits: ReadingLimits())
                case .finished(let engine, let seconds): ReplyBounds.hold(engine) && ReplyBounds.hold(seconds)
                }
            // What passes the bounds can be kept.
            precondition(!isHeld || WorkerCoding.bytes(reply) != nil)
            if case .failed(let fault) = reply { _ = fault.message + fault.hint + fault.code }
        }
        _ = WorkerCoding.message(WorkerRequest.self, from: payload)
    }

    /// The files that make up an archive; the first byte says which of them this is.
    static func ledger(_ bytes: [UInt8]) {
        let rest = Array(bytes.dropFirst())
        do {
            switch bytes.first {
            case UInt8(ascii: "e"): try keep(rest, Entry(bytes: rest).bytes)
            case UInt8(ascii: "o"):
                let opening = try Opening(bytes: rest)
                keep(rest, opening.bytes)
                _ = ObjectDigests(body: opening.body)
            case UInt8(ascii: "b"): try keep(rest, CanonicalJSON(canonical: rest).bytes)
            case UInt8(ascii: "n"):
                let note = try SignedNote(bytes: rest)
                keep(rest, note.bytes)
                _ = try Checkpoint(text: note.text)
            case UInt8(ascii: "k"): _ = try VerifierKey(String(decoding: rest, as: UTF8.self))
            case UInt8(ascii: "t"):
                let width = Int(rest.first ?? 0) + 1
                if let tile = Tile(.hashes(level: 0), index: 0, width: width) {
                    let hashes = try tile.hashes(in: Array(rest.dropFirst()))
                    precondition(hashes.count == width)
                }
            case UInt8(ascii: "u"):
                let width = Int(rest.first ?? 0)
                let entries = try EntryBundle.entries(in: Array(rest.dropFirst()), width: width)
                precondition(entries.count == width)
            case UInt8(ascii: "s"):
                if let time = Timestamp(String(decoding: rest, as: UTF8.self)) {
                    keep(rest, Array(time.description.utf8))
                }
            default: break
            }
        } catch { return }
    }

    private static func keep(_ read: [UInt8], _ written: [UInt8]) { precondition(read == written, "a second spelling") }

    /// The first byte says what the YAML is.
    static func yaml(_ bytes: [UInt8]) {
        let rest = Array(bytes.dropFirst())
        do {
            switch bytes.first {
            case UInt8(ascii: "c"): _ = try Configuration.read(rest, file: "greffe.yaml")
            case UInt8(ascii: "w"): _ = try WorkflowFile.read(rest, file: "workflow.yaml")
            default:
                // As intake does: what is larger is not parsed.
                guard rest.count <= Slip.bytesMax else { return }
                _ = try Slip.entries(try SlipFile.parse(rest))
            }
        } catch { return }
    }

    static func customers(_ bytes: [UInt8]) {
        do {
            var file = try CustomerFile(bytes: bytes)
            while let row = try file.next() {
                if case .customer(let customer, _, let line) = row {
                    precondition(line > 0 && !customer.number.value.isEmpty)
                }
            }
        } catch { return }
    }
}

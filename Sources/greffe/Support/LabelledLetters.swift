import GreffeAnalysis
import GreffeCore
import GreffeRegistry
import GreffeRuntime

/// Letters of a labelled folder, as one model or several understand them.
enum LabelledLetters {
    /// - Parameter rooms: the first one reads the scans, each once; every one understands them.
    /// - Returns: the letters as each room understands them, and whether a scan could not be read.
    static func judged(
        in folder: String, by rooms: [ScanReading]
    ) async throws -> (judged: [[JudgedLetter]], isPartial: Bool) {
        var judged = [[JudgedLetter]](repeating: [], count: rooms.count)
        var truths: [String: LetterTruth] = [:]
        var scans: [String] = []
        for letter in try LetterFolder.labelled(in: folder) {
            switch letter {
            case .scan(let path, let truth):
                scans.append(path)
                truths[path] = truth
            case .text(let pages, let truth):
                for (place, room) in rooms.enumerated() {
                    let decision = try room.understand(pages)
                    judged[place].append(
                        JudgedLetter(
                            truth: truth, said: decision.understanding, needsReview: !decision.reviewReasons.isEmpty,
                            texts: nil))
                }
            }
        }
        var isPartial = false
        guard let reader = rooms.first else { return (judged, isPartial) }
        for await outcome in reader.read(scans) {
            guard let truth = truths[outcome.file] else { continue }
            switch outcome.result {
            case .success(let scan):
                for (place, room) in rooms.enumerated() {
                    let decision = place == 0 ? scan.scan : try room.understand(scan.reading)
                    // A labelled scan is one letter: were it cut, what is behind the cut counts as not read.
                    guard let letter = decision.letters.first else { continue }
                    judged[place].append(
                        JudgedLetter(
                            truth: truth, said: letter.decision.understanding,
                            needsReview: !letter.decision.reviewReasons.isEmpty, texts: letter.reading.texts))
                }
            case .failure(let error):
                isPartial = true
                let fault = ReadErrorJSON(file: outcome.file, error: error)
                Terminal.note("\(outcome.file): \(fault.error.message) \(fault.error.hint)")
            }
        }
        return (judged, isPartial)
    }
}

import GreffeCore
import GreffeIndex

/// A letter as scripts see it: `greffe search --json`, `review list --json`, `show --json`.
struct LetterJSON: Encodable {
    private enum CodingKeys: String, CodingKey {
        case accession, state
        case letterClass = "class"
        case customer, sender, date, received, department, deadline, language, channel, device, batch, file, pages, scan
        case pageNumbers = "page_numbers"
        case letters
        case meanConfidence = "mean_confidence"
        case confidence
        case reviewReasons = "review_reasons"
        case quarantine, rejection, filed
        case filedBy = "filed_by"
        case caseFile = "case"
        case retention, held, sha256, folder, fields, candidates, snippet
    }

    private struct Candidate: Encodable {
        var number: String
        var confidence: Double
        var because: [String]
    }

    let letter: LetterRow
    var detail: LetterDetail?
    var snippet: String?
    /// The letters found in it, where it is a scan of several.
    var letters: [LetterRow] = []

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode("\(letter.accession)", forKey: .accession)
        try container.encode(letter.phase.rawValue, forKey: .state)
        try container.encodeIfPresent(letter.letterClass?.rawValue, forKey: .letterClass)
        try container.encodeIfPresent(letter.customer?.value, forKey: .customer)
        try container.encodeIfPresent(letter.sender, forKey: .sender)
        try container.encodeIfPresent(letter.letterDate.map { "\($0)" }, forKey: .date)
        try container.encode("\(letter.received)", forKey: .received)
        try container.encodeIfPresent(letter.department, forKey: .department)
        try container.encodeIfPresent(letter.deadline.map { "\($0)" }, forKey: .deadline)
        try container.encodeIfPresent(letter.language, forKey: .language)
        try container.encodeIfPresent(letter.channel, forKey: .channel)
        try container.encodeIfPresent(letter.device, forKey: .device)
        try container.encodeIfPresent(letter.batch, forKey: .batch)
        try container.encodeIfPresent(letter.originalName, forKey: .file)
        try container.encodeIfPresent(letter.pages, forKey: .pages)
        try container.encodeIfPresent(letter.scan.map { "\($0)" }, forKey: .scan)
        if letter.scan != nil { try container.encode(letter.pageNumbers, forKey: .pageNumbers) }
        if !letters.isEmpty { try container.encode(letters.map { "\($0.accession)" }, forKey: .letters) }
        try container.encodeIfPresent(letter.meanConfidence, forKey: .meanConfidence)
        try container.encodeIfPresent(letter.proposal?.classConfidence, forKey: .confidence)
        if !letter.reviewReasons.isEmpty { try container.encode(letter.reviewReasons, forKey: .reviewReasons) }
        if let quarantine = letter.quarantine {
            try container.encode(["code": quarantine.code, "reason": quarantine.reason], forKey: .quarantine)
        }
        try container.encodeIfPresent(letter.rejectionReason, forKey: .rejection)
        try container.encodeIfPresent(letter.filed.map { "\($0)" }, forKey: .filed)
        try container.encodeIfPresent(letter.filedBy, forKey: .filedBy)
        if let retention = letter.retention {
            var members = ["rule": retention.rule, "basis": retention.basis]
            members["term"] = retention.term.map { "\($0)" }
            members["from"] = retention.from.map { "\($0)" }
            (members["start"], members["then"]) = (retention.start, retention.disposition.rawValue)
            try container.encode(members, forKey: .retention)
        }
        try container.encodeIfPresent(letter.caseFile.map { "\($0)" }, forKey: .caseFile)
        if letter.isHeld { try container.encode(true, forKey: .held) }
        try container.encodeIfPresent(letter.sha256?.hex, forKey: .sha256)
        try container.encode(letter.folder, forKey: .folder)
        try container.encodeIfPresent(snippet, forKey: .snippet)
        guard let detail else { return }
        let fields = detail.fields.compactMap { row in row.value.map { (row.name, $0) } }
        try container.encode(Dictionary(fields) { first, _ in first }, forKey: .fields)
        try container.encode(
            detail.candidates.map {
                Candidate(number: $0.number.value, confidence: $0.confidence, because: $0.because)
            }, forKey: .candidates)
    }
}

import GreffeCore

/// A field read held against the truth: spelling that means nothing (spaces, case, accents, titles and legal forms of
/// names) counts neither way.
struct FieldComparison {
    /// Whether the truth says anything of the field.
    let isCounted: Bool
    let isWanted: Bool
    let isSaid: Bool
    let isRight: Bool

    /// A value missed, or one given that is not right.
    var isFault: Bool { isWanted != isRight || (isSaid && !isRight) }

    init(_ name: FieldName, said: String?, truth: LetterTruth) {
        let wanted = truth.fields?[name.rawValue]
        isCounted = truth.fields != nil && !truth.ignore.contains(name.rawValue)
        isWanted = wanted.map { !$0.isEmpty } ?? false
        isSaid = said.map { !$0.isEmpty } ?? false
        let right = (wanted.map { [$0] } ?? []) + (truth.accept[name.rawValue] ?? [])
        isRight =
            said.map { said in
                right.contains { Self.agree(name, said, $0, isCredit: truth.subtype.contains("credit")) }
            } ?? false
    }

    /// - Parameter isCredit: credit notes print their amounts with the sign or without.
    private static func agree(_ name: FieldName, _ said: String, _ right: String, isCredit: Bool) -> Bool {
        switch name {
        case .amountTotal, .amountNet, .amountVat:
            amount(said) == amount(right)
                || isCredit && amount(said).drop { $0 == "-" } == amount(right).drop { $0 == "-" }
        case .sender: words(said) == words(right)
        case .siret: said.count == 9 ? form(right).hasPrefix(form(said)) : form(said) == form(right)
        default: form(said) == form(right)
        }
    }

    /// Letters and digits; what parts a number's groups means nothing.
    private static func form(_ text: String) -> String {
        String(text.folded.unicodeScalars.filter { $0.properties.isAlphabetic || ("0"..."9").contains($0) })
    }

    private static func amount(_ text: String) -> String { (text.first == "-" ? "-" : "") + form(text) }

    /// The words of a name, in any order, titles and legal forms left out.
    private static func words(_ text: String) -> [String] {
        let all = text.folded.split { !$0.isLetter && !$0.isNumber }.map(String.init)
        let telling = all.filter { !emptyWords.contains($0) }
        return (telling.isEmpty ? all : telling).sorted()
    }

    private static let emptyWords: Set<String> = [
        "m", "mr", "mme", "mlle", "mrs", "ms", "miss", "monsieur", "madame", "herr", "frau", "dr", "docteur", "maitre",
        "me", "et", "and", "und", "sarl", "sas", "sasu", "sa", "eurl", "earl", "scea", "sca", "scop", "selarl", "scp",
        "gmbh", "ltd", "limited", "association", "ei",
    ]
}

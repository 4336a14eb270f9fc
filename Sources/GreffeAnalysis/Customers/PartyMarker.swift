import GreffeCore

/// Words that say whose affair a letter is when another writes it: `notre client`, `votre assuré`, `mon mari`.
struct PartyMarker: Hashable, Sendable {
    enum Kind: Sendable {
        /// The writer acts for somebody: lawyer, broker, notary, relative, doctor.
        case actsFor
        /// The writer speaks of our customer.
        case yours
        /// A form's or bill's label: `Assuré :`, `Titulaire du contrat`.
        case label
    }

    let kind: Kind
    /// Index in `LetterWords.words` of its last word.
    let index: Int

    /// Words between a marker and the name it is about.
    static let reach = 9

    static func markers(in words: LetterWords) -> [PartyMarker] {
        var markers: [PartyMarker] = []
        let all = words.words
        for index in all.indices where all[index].part != .ours {
            let word = all[index].folded
            let before = index > 0 ? all[index - 1].folded : ""
            if let kind = kind(of: word, after: before) { markers.append(PartyMarker(kind: kind, index: index)) }
        }
        return markers
    }

    private static func kind(of word: String, after before: String) -> Kind? {
        if clients.contains(word) {
            if ours.contains(before) { return .actsFor }
            if yours.contains(before) { return .yours }
        }
        if relatives.contains(word), mine.contains(before) { return .actsFor }
        if word == "deces" || word == "succession" || word == "feu" || word == "tutelle" || word == "curatelle"
            || word == "nachlass"
        {
            return .actsFor
        }
        if word == "compte" && before == "le" || word == "nom" && before == "au" { return .actsFor }
        if labels.contains(word), !ours.contains(before), !yours.contains(before) { return .label }
        return nil
    }

    private static let ours: Set<String> = [
        "notre", "mon", "ma", "nos", "our", "my", "unser", "unsere", "unserer", "unseres",
        "unserem", "mein", "meine", "meiner", "meines",
    ]
    private static let mine = ours.union(["mes", "his", "son", "sa"])
    private static let yours: Set<String> = [
        "votre", "vos", "your", "ihr", "ihre", "ihrer", "ihres", "ihrem", "ihren", "vos",
    ]
    private static let clients: Set<String> = [
        "client", "cliente", "assure", "assuree", "societaire", "adherent", "adherente", "abonne", "abonnee", "mandant",
        "mandante", "patient", "patiente", "insured", "customer", "policyholder", "versicherungsnehmer",
        "versicherungsnehmerin", "kunde", "kundin", "kunden", "mandantin", "mandanten", "locataire", "proprietaire",
        "preneur", "souscripteur",
    ]
    private static let relatives: Set<String> = [
        "mari", "epoux", "epouse", "femme", "pere", "mere", "fils", "fille", "frere", "soeur", "husband", "wife",
        "father",
        "mother", "mann", "frau", "vater", "mutter", "compagnon", "compagne", "grand", "tante", "oncle", "beau",
        "belle",
        "pupille", "protege",
    ]
    private static let labels: Set<String> = [
        "assure", "assuree", "souscripteur", "souscriptrice", "preneur", "titulaire", "societaire",
        "versicherungsnehmer",
        "versicherungsnehmerin", "policyholder", "insured", "affaire", "beneficiaire", "sinistre", "adherent",
        "concerne",
        "lese", "victime", "patient", "patiente", "locataire",
    ]
}

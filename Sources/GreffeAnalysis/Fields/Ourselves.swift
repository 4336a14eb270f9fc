package import GreffeCore

/// Who we are, ready to be recognised on paper.
package struct Ourselves: Sendable {
    /// The significant words of each name, skeletons.
    private let names: [[String]]
    /// Words of our names that no other company would carry: the whole name minus what a branch of business shares.
    private let marks: Set<String>
    private let addresses: [[String]]
    private let identifiers: Set<String>
    private let phones: Set<String>
    private let mailDomains: [String]

    package init(_ organisation: Organisation) {
        names = organisation.names.map { NameKey.words($0).map(Confusion.skeleton) }.filter { !$0.isEmpty }
        let words = organisation.names.map { Set(NameKey.words($0)) }.filter { !$0.isEmpty }
        // What all our names share is our mark; with one name only, its longest word that is no trade's.
        var shared = words.dropFirst().reduce(words.first ?? []) { $0.intersection($1) }.subtracting(Self.trades)
        if shared.isEmpty { shared = words.reduce(into: Set()) { $0.formUnion($1) }.subtracting(Self.trades) }
        marks = Set(shared.filter { $0.utf8.count >= 5 }.map(Confusion.skeleton))
        addresses = organisation.addresses.map { NameKey.words($0).map(Confusion.skeleton) }.filter { $0.count >= 2 }
        identifiers = Set(organisation.identifiers.map(IdentifierForm.alphanumeric).filter { $0.utf8.count >= 6 })
        phones = Set(
            organisation.identifiers.map { IdentifierForm.normalise($0, as: .phone) }.filter { $0.utf8.count >= 9 })
        mailDomains = organisation.identifiers.map(\.folded).filter { $0.contains(".") && $0.contains { $0.isLetter } }
            .map { String($0.split(separator: "@").last ?? "") }
    }

    package var isKnown: Bool { !names.isEmpty }

    /// One of our names stands among the words.
    package func isNamed(in folded: [String]) -> Bool {
        let words = folded.map(Confusion.skeleton)
        return names.contains { name in
            name.allSatisfy { part in words.contains { Confusion.isNear($0, part) } }
        }
    }

    /// One of our names, or the word that only our names have.
    package func isMarked(in folded: [String]) -> Bool {
        if isNamed(in: folded) { return true }
        guard !marks.isEmpty else { return false }
        // A word cut in two by reading counts as well.
        let pairs = zip(folded, folded.dropFirst()).map { $0 + $1 }
        return (folded + pairs).contains { word in
            let skeleton = Confusion.skeleton(word)
            return marks.contains { Confusion.isNear(skeleton, $0) }
        }
    }

    /// Most of the words of one of our addresses.
    package func isAddressed(in folded: [String]) -> Bool {
        let words = folded.map(Confusion.skeleton)
        return addresses.contains { address in
            let hits = address.filter { part in words.contains { Confusion.isNear($0, part) } }.count
            return hits >= 2 && hits * 2 >= address.count
        }
    }

    /// An identifier of ours: the whole number, a SIRET or VAT number holding our SIREN.
    package func isOwn(_ identifier: String) -> Bool {
        let normal = IdentifierForm.alphanumeric(identifier)
        if identifiers.contains(normal) { return true }
        let digits = normal.filter(\.isNumber)
        return identifiers.contains { own in
            let ownDigits = own.filter(\.isNumber)
            let siren =
                own.hasPrefix("FR") && own.utf8.count == 13 ? String(ownDigits.suffix(9)) : String(ownDigits.prefix(9))
            guard siren.utf8.count == 9, ownDigits.utf8.count == 9 || ownDigits.utf8.count == 14 || own.hasPrefix("FR"),
                own.utf8.count <= 14
            else { return false }
            return digits.utf8.count == 14 && digits.hasPrefix(siren) || digits.utf8.count == 9 && digits == siren
                || normal.hasPrefix("FR") && normal.utf8.count == 13 && normal.hasSuffix(siren)
        }
    }

    package func isOwnPhone(_ normalised: String) -> Bool { phones.contains(normalised) }

    package func isOwnMail(_ normalised: String) -> Bool {
        mailDomains.contains { !$0.isEmpty && normalised.hasSuffix($0) }
    }

    /// Words a whole branch of business shares.
    private static let trades: Set<String> = [
        "assurance", "assurances", "assureur", "distribution", "france", "groupe", "group", "services", "service",
        "mutuelle",
        "banque", "bank", "versicherung", "versicherungen", "insurance", "societe", "compagnie", "company", "vie",
        "iard",
        "holding", "international", "europe", "direct", "conseil", "gestion", "handel", "vertrieb", "transport",
        "transports",
        "logistique", "energie", "sante", "prevoyance", "retraite", "credit", "commerce", "negoce", "industrie",
        "industries",
    ]
}

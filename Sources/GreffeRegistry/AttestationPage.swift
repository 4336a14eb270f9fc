import GreffeCore

/// The page of an attestation for people; French first.
struct AttestationPage {
    let kind: AttestationKind
    let number: AccessionNumber
    /// As the signed note has them.
    let facts: [(name: String, value: String)]
    let original: String?

    var page: PlainPage {
        let title = "\(frenchTitle) \(number)"
        var lines = [title, "", frenchStatement, ""]
        lines += table { Self.french[$0] }
        lines += [
            "", "VÉRIFIER", "",
            "Le fichier « attestation » dit la même chose, signé par la clé du registre (note signée C2SP). Le fichier",
            "« entry » est l'écriture du registre, dont l'empreinte est « leaf », et « proof.tlog-proof » prouve sa place",
            "dans l'arbre signé. La clé publique (log.vkey) ne doit pas venir de celui qui remet cette page :", "",
        ]
        lines += Self.commands
        lines += [
            "",
            "Cette attestation ne prouve ni que le papier était authentique, ni que tout papier reçu a été numérisé ;",
            "l'heure est celle du registre, sauf horodatage joint au dossier de preuve (greffe export).", "",
            "ENGLISH", "", englishStatement, "",
        ]
        lines += table { $0 }
        lines += [
            "", "The file attestation says the same, signed by the register's key (a C2SP signed note); entry is the",
            "register's entry, whose leaf hash is \"leaf\"; proof.tlog-proof proves its place in the signed tree. Take the",
            "public key (log.vkey) from somebody else. This proves neither that the paper was genuine nor that every",
            "paper received was scanned; the time is the register's own unless a dossier of evidence has a time-stamp.",
        ]
        return PlainPage(title: title, lines: lines)
    }

    private var frenchTitle: String {
        switch kind {
        case .deposit: "ATTESTATION DE DÉPÔT"
        case .integrity: "ATTESTATION D'INTÉGRITÉ"
        case .communication: "ATTESTATION DE COMMUNICATION"
        case .destruction: "ATTESTATION DE DESTRUCTION"
        }
    }

    private var frenchStatement: String {
        switch kind {
        case .deposit: "Nous attestons que le courrier désigné ci-dessous a été déposé et inscrit au registre."
        case .integrity:
            "Nous attestons avoir relu le courrier désigné ci-dessous, octet par octet : il est tel que déposé."
        case .communication: "Nous attestons que le courrier désigné ci-dessous a été communiqué comme il est dit."
        case .destruction:
            "Nous attestons que le courrier désigné ci-dessous a été détruit ; le registre garde la trace de son passage."
        }
    }

    private var englishStatement: String {
        switch kind {
        case .deposit: "We attest that the letter below was deposited and entered in the register."
        case .integrity: "We attest that we read the letter below again, byte by byte, and that it is as deposited."
        case .communication: "We attest that the letter below was communicated as stated."
        case .destruction: "We attest that the letter below was destroyed; the register keeps the trace of its passage."
        }
    }

    private static let french: [String: String] = [
        "attestation": "attestation", "register": "registre", "letter": "courrier", "issued": "délivrée le",
        "entry": "écriture", "kind": "nature", "time": "inscrite le", "leaf": "feuille", "bytes": "octets",
        "sha256": "SHA-256", "by": "par", "recipient": "destinataire", "reason": "motif", "basis": "fondement",
    ]

    private func table(_ word: (String) -> String?) -> [String] {
        var rows = facts
        if let original { rows.insert(("file", String(original.prefix(200))), at: min(3, rows.count)) }
        return rows.map { row in
            let name =
                row.name == "file" ? (word("letter") == "letter" ? "file" : "fichier reçu") : word(row.name) ?? row.name
            return "    " + name + String(repeating: " ", count: max(1, 14 - name.count)) + row.value
        }
    }

    private static let commands = [
        "    (printf '\\060\\052\\060\\005\\006\\003\\053\\145\\160\\003\\041\\000';",
        "     cut -d + -f 3- log.vkey | base64 -d | tail -c 32) > /tmp/key",
        "    sed '/^$/,$d' attestation > /tmp/text",
        "    sed -n '$p' attestation | cut -d ' ' -f 3 | base64 -d | tail -c 64 > /tmp/signature",
        "    openssl pkeyutl -verify -pubin -keyform DER -inkey /tmp/key -rawin \\",
        "        -in /tmp/text -sigfile /tmp/signature",
        "    (printf '\\000'; cat entry) | sha256sum",
    ]
}

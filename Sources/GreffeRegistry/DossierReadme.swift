import GreffeCore
import GreffeProof

/// `LISEZMOI.txt` of a dossier: what it proves, what it does not, and how to check it by hand; French first.
struct DossierReadme {
    let number: AccessionNumber
    let letter: DossierItem
    let history: [DossierItem]
    let isErased: Bool
    /// Who time-stamped the trees, by size; nobody where the list is empty.
    let authorities: [UInt64: [String]]
    let origin: String

    var page: PlainPage {
        PlainPage(
            title: "DOSSIER DE PREUVE DU COURRIER \(number)",
            lines: french + ["", String(repeating: "=", count: 78), ""] + english)
    }

    private var stamps: [String] { authorities[letter.size] ?? [] }
    private var original: String? { letter.body?["originalName"]?.string }
    private var document: String { letter.file ?? "document" }

    // MARK: French

    private var french: [String] {
        var lines = [
            "DOSSIER DE PREUVE DU COURRIER \(number)", "(English text below)", "",
            "Ce dossier contient un courrier tel qu'il est entré dans notre registre, et de quoi vérifier,",
            "sans nos logiciels et sans nous faire confiance, qu'il n'a pas changé depuis.", "",
            "1. CE QUE DIT LE REGISTRE (à vérifier par les points 3 ou 4)", "",
        ]
        lines += facts(
            Words(
                number: "Numéro d'entrée", time: "Entré le", file: "Fichier", received: "reçu sous le nom",
                digest: "SHA-256", register: "Registre", stamp: "Horodatage",
                stamped: { "par \($0), sur les \($1) premières écritures" },
                unstamped: "AUCUN : les dates sont celles de notre seule horloge",
                history: "Histoire", none: "aucune écriture depuis l'entrée"))
        if isErased { lines += frenchErasure }
        lines += [
            "", "2. CE QUI EST PROUVÉ, ET CE QUI NE L'EST PAS", "",
            "Le registre prouve que ces octets existaient avant l'instant T, dans cet ordre, et n'ont pas",
            "changé ; il ne prouve ni que le papier était authentique, ni que tout papier reçu a été numérisé.",
            "T est l'instant que certifie l'autorité d'horodatage ; sans horodatage, T n'est que notre parole.",
            "L'histoire montre les écritures que nous avons jointes ; elle ne prouve pas qu'il n'y en ait pas",
            "d'autres. Cette page elle-même n'est que notre parole : seules comptent les vérifications.", "",
            "3. VÉRIFIER EN UNE COMMANDE", "",
            "Il faut un ordinateur sous Linux (sh, sed, coreutils, openssl 3), et deux fichiers qui ne doivent",
            "PAS venir de ce dossier : la clé publique du registre (log.vkey), remise lors de son ouverture",
            "ou publiée ailleurs, et le certificat racine de l'autorité d'horodatage (racine.pem).", "",
            "    sh verify.sh --log-key log.vkey --tsa-root racine.pem .", "",
            "Un vérificateur prudent n'exécute pas le verify.sh d'autrui : il prend le sien, ou le lit d'abord",
            "(40 lignes). La dernière ligne affichée est le résultat :", "",
            "    TIME-STAMPED      tout est juste, et le courrier existait avant l'instant affiché",
            "    NOT TIME-STAMPED  tout est juste, mais aucune autorité n'a certifié l'heure",
            "    ERASED            le courrier a été détruit ; ce qu'il en reste est juste",
            "    UNKNOWN KEY       une clé manque : rien n'est prouvé",
            "    FAULT             quelque chose ne correspond pas : le dossier ne prouve rien", "",
            "4. VÉRIFIER PAS À PAS", "",
        ]
        lines += steps(
            Steps(
                commitment: "L'engagement sur le courrier ; à comparer à la ligne « object » du fichier entry :",
                body: "L'engagement sur ce qui en est dit ; à comparer à la ligne « body » du fichier entry :",
                leaf: "La feuille de l'écriture, puis les nœuds de l'arbre jusqu'à la racine :",
                root: "doit afficher la racine, qui est la 3e ligne du point de contrôle :",
                signature: "La signature du registre (log.vkey vient d'ailleurs) :",
                stamp: "L'horodatage (racine.pem vient d'ailleurs) ; l'instant T est « Time stamp » :",
                manifest: "Que tous les fichiers sont ceux que le registre a joints (manifest est signé de même) :"))
        lines += ["", "5. LES FICHIERS", ""]
        lines += files([
            ("le courrier, octet pour octet tel que reçu", "l'écriture du registre, qui l'engage"),
            ("ce que dit l'écriture : provenance, nom, empreintes", "les sels des deux engagements (32 octets)"),
            ("la place de l'écriture dans l'arbre, et la racine signée", "les jetons d'horodatage (RFC 3161)"),
            ("les écritures suivantes sur ce courrier, avec leurs preuves", "la liste signée de tous ces fichiers"),
        ])
        return lines
    }

    private var frenchErasure: [String] {
        [
            "", "Le courrier lui-même a été DÉTRUIT : \(erasures(reasonUnknown: "motif non conservé")).",
            "Ce dossier est ce qu'il en reste : la preuve qu'il est entré, quand, et qu'il a été détruit.",
        ]
    }

    // MARK: English

    private var english: [String] {
        var lines = [
            "DOSSIER OF EVIDENCE OF LETTER \(number)", "",
            "This dossier holds a letter as it came into our register, and what it takes to check, without our",
            "programs and without trusting us, that it has not changed since.", "",
            "1. WHAT THE REGISTER SAYS (to be checked by points 3 or 4)", "",
        ]
        lines += facts(
            Words(
                number: "Accession number", time: "Taken in", file: "File", received: "received as",
                digest: "SHA-256", register: "Register", stamp: "Time-stamp",
                stamped: { "by \($0), over the first \($1) entries" },
                unstamped: "NONE: the dates are our own clock's",
                history: "History", none: "no entry since"))
        if isErased {
            lines += [
                "", "The letter itself was DESTROYED: \(erasures(reasonUnknown: "reason not kept")).",
                "This is what is left: the proof that it came in, when, and that it was destroyed.",
            ]
        }
        lines += [
            "", "2. WHAT IS PROVEN, AND WHAT IS NOT", "",
            "The register proves that these bytes existed before T, in this order, and have not changed; it does",
            "not prove that the paper was genuine, nor that every paper received was scanned.",
            "T is the instant the time-stamp authority certifies; without a time-stamp it is our word alone.",
            "The history shows the entries we added; it does not prove that there are no others. This page is",
            "our word; only the checks count.", "",
            "3. CHECKING WITH ONE COMMAND", "",
            "With Linux (sh, sed, coreutils, openssl 3) and two files that must NOT come from this dossier: the",
            "register's public key (log.vkey) and the time-stamp authority's root certificate (root.pem):", "",
            "    sh verify.sh --log-key log.vkey --tsa-root root.pem .", "",
            "A careful verifier runs no verify.sh of somebody else's: take your own, or read it first. The last",
            "line is the verdict: TIME-STAMPED (all is right, and the letter existed before then), NOT",
            "TIME-STAMPED (all is right, nobody certified the time), ERASED (the letter was destroyed, what is",
            "left is right), UNKNOWN KEY (a key is missing: nothing is proven), FAULT (something does not match).", "",
            "4. CHECKING STEP BY STEP", "",
        ]
        lines += steps(
            Steps(
                commitment: "The commitment to the letter; compare with the line \"object\" of the file entry:",
                body: "The commitment to what is said of it; compare with the line \"body\" of the file entry:",
                leaf: "The leaf of the entry, then the nodes of the tree up to the root:",
                root: "must print the root, the third line of the checkpoint:",
                signature: "The register's signature (log.vkey comes from elsewhere):",
                stamp: "The time-stamp (racine.pem, the root, comes from elsewhere); T is \"Time stamp\":",
                manifest: "That all files are those the register put here (manifest is signed likewise):"))
        lines += ["", "5. THE FILES", ""]
        lines += files([
            ("the letter, byte for byte as received", "the register's entry, which commits to it"),
            ("what the entry says: provenance, name, digests", "the salts of both commitments (32 bytes)"),
            ("the entry's place in the tree, and the signed root", "the time-stamp tokens (RFC 3161)"),
            ("later entries about this letter, with their proofs", "the signed list of all these files"),
        ])
        return lines
    }

    // MARK: Both

    private struct Words {
        var number, time, file, received, digest, register, stamp: String
        var stamped: (String, UInt64) -> String
        var unstamped, history, none: String
    }

    private func facts(_ words: Words) -> [String] {
        var facts = [
            (words.number, "\(number)"), (words.time, "\(letter.entry.time) (UTC)"), (words.register, origin),
        ]
        if let file = letter.file {
            facts.append((words.file, file + (original.map { ", \(words.received) \(Self.plain($0))" } ?? "")))
        }
        if let digest = letter.body?["sha256"]?.string { facts.append((words.digest, digest)) }
        facts.append(
            (
                words.stamp,
                stamps.isEmpty ? words.unstamped : words.stamped(stamps.joined(separator: ", "), letter.size)
            ))
        facts.append((words.history, history.isEmpty ? words.none : ""))
        var lines = facts.map { "    \(Self.padded($0.0, to: 18))\($0.1)" }
        lines += history.map {
            "        \(Self.padded("\($0.entry.seq)", to: 10))\($0.entry.time)  \($0.entry.kind.rawValue)"
        }
        return lines
    }

    private func erasures(reasonUnknown: String) -> String {
        let kinds: [EntryKind] = [.erased, .disposed]
        return history.filter { kinds.contains($0.entry.kind) }.map { item in
            let reason = item.body?["reason"]?.string ?? item.body?["basis"]?.string
            return "\(item.entry.kind.rawValue) \(item.entry.seq), \(item.entry.time), "
                + (reason.map(Self.plain) ?? reasonUnknown)
        }.joined(separator: " ; ")
    }

    private struct Steps {
        var commitment, body, leaf, root, signature, stamp, manifest: String
    }

    /// Commands that can be typed in the dossier's folder; `/tmp/n` is the node reached.
    private func steps(_ words: Steps) -> [String] {
        var lines: [String] = []
        func step(_ title: String, _ commands: [String]) {
            lines += [title, ""] + commands.map { "    " + $0 } + [""]
        }
        if letter.file != nil { step(words.commitment, ["cat salt.object \(document) | sha256sum"]) }
        if letter.body != nil { step(words.body, ["cat salt.body body.json | sha256sum"]) }
        let node = "openssl dgst -sha256 -binary"
        var commands = ["(printf '\\000'; cat entry) | \(node) > /tmp/n"]
        var (position, last) = (letter.entry.seq.value, letter.size - 1)
        for sibling in letter.path {
            while position == last, position & 1 == 0, position > 0 { (position, last) = (position >> 1, last >> 1) }
            let hash = "echo \(sibling.base64) | base64 -d"
            let pair = position & 1 == 1 ? "\(hash); cat /tmp/n" : "cat /tmp/n; \(hash)"
            commands.append("(printf '\\001'; \(pair)) | \(node) > /tmp/m; mv /tmp/m /tmp/n")
            (position, last) = (position >> 1, last >> 1)
        }
        step(words.leaf, commands)
        step(
            "    base64 /tmp/n        \(words.root)",
            ["sed '1,/^$/d' proof.tlog-proof | sed 5q > /tmp/checkpoint; sed -n 3p /tmp/checkpoint"])
        step(
            words.signature,
            [
                "(printf '\\060\\052\\060\\005\\006\\003\\053\\145\\160\\003\\041\\000';",
                " cut -d + -f 3- log.vkey | base64 -d | tail -c 32) > /tmp/key",
                "sed '/^$/,$d' /tmp/checkpoint > /tmp/text",
                "sed -n 5p /tmp/checkpoint | cut -d ' ' -f 3 | base64 -d | tail -c 64 > /tmp/signature",
                "openssl pkeyutl -verify -pubin -keyform DER -inkey /tmp/key -rawin -in /tmp/text \\",
                "    -sigfile /tmp/signature",
            ])
        for authority in stamps {
            let token = "checkpoint-\(letter.size).\(authority).tsr"
            step(
                words.stamp,
                [
                    "openssl ts -reply -in \(token) -text",
                    "openssl ts -verify -data /tmp/checkpoint -in \(token) -CAfile racine.pem",
                ])
        }
        step(words.manifest, ["sed -n '/^[0-9a-f]\\{64\\}  /p' manifest | sha256sum -c"])
        return lines.dropLast()
    }

    private func files(_ words: [(String, String)]) -> [String] {
        let names = [
            (document, "entry"), ("body.json", "salt.body, salt.object"), ("proof.tlog-proof", "checkpoint-*.tsr"),
            ("history/", "manifest"),
        ]
        return zip(names, words).flatMap { name, word in [(name.0, word.0), (name.1, word.1)] }
            .map { "    \(Self.padded($0.0, to: 26))\($0.1)" }
    }

    private static func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.count))
    }

    /// A file name came from outside: nothing in it may look like a line of ours.
    private static func plain(_ text: String) -> String {
        String(
            text.prefix(200).map { $0.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f } ? $0 : " " })
    }
}

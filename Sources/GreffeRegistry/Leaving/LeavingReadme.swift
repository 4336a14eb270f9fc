/// What a leaving says of itself, to whoever takes it in.
enum LeavingReadme {
    static func french(origin: String, letters: Int, entries: UInt64) -> String {
        """
        Ce dossier contient tout ce que conserve l'archive de courrier \(origin), en formats ouverts :
        \(letters) courriers, \(entries) écritures du registre.

          letters/AAAA/MM/NUMERO/  un dossier par courrier : original.* tel que reçu, octet pour octet ; text.txt, le
                                   texte lu, une page par saut de page ; alto.xml, le même avec la place des mots (ALTO)
          letters.csv              la liste des courriers (RFC 4180, UTF-8)
          letters.jsonl            la même, complète : champs, client, conservation, historique ; un objet JSON par ligne
          entries.jsonl            toutes les écritures du registre, dans l'ordre, avec leur contenu
          cases.jsonl              les dossiers (affaires)
          interactions.jsonl       les échanges par d'autres voies
          customers.jsonl          l'annuaire des clients ; customer-numbers.jsonl, numéros réunis ou séparés
          holds.jsonl              les gels, avec leurs courriers
          retention-rules.jsonl    les règles de conservation et leur base légale
          SHA256SUMS               l'empreinte de chaque fichier ; à vérifier par : sha256sum --check SHA256SUMS

        Un courrier trouvé dans une numérisation qui en contient plusieurs n'a pas d'original à lui : `scan` nomme le
        dossier qui le contient, `pages` ses pages. Un courrier détruit par décision n'a plus que sa ligne.
        La copie d'accès (PDF) se refait à partir de l'original et du texte. Les preuves (registre, sceaux) ne sont pas
        dans ce dossier : greffe backup copie l'archive entière, greffe export fait un dossier de preuve par courrier.

        """
    }

    static func english(origin: String, letters: Int, entries: UInt64) -> String {
        """
        This folder has everything that the mail archive \(origin) keeps, in open forms:
        \(letters) letters, \(entries) entries of the register.

          letters/YYYY/MM/NUMBER/  a folder a letter: original.* as received, byte for byte; text.txt, the text that was
                                   read, a form feed between pages; alto.xml, the same with the words' places (ALTO)
          letters.csv              the list of letters (RFC 4180, UTF-8)
          letters.jsonl            the same in full: fields, customer, retention, history; one JSON object a line
          entries.jsonl            every entry of the register, in order, with what it says
          cases.jsonl              case files
          interactions.jsonl       contacts by other ways
          customers.jsonl          the customer directory; customer-numbers.jsonl, numbers merged and split
          holds.jsonl              legal holds, with their letters
          retention-rules.jsonl    how long what is kept, and by which law
          SHA256SUMS               a digest of each file; compare with: sha256sum --check SHA256SUMS

        A letter found in a scan of several has no original of its own: `scan` names the letter whose folder has it,
        `pages` its pages. A letter destroyed by decision has its line alone.
        An access copy (PDF) can be made anew from original and text. Proofs (ledger, seals) are not in this folder:
        greffe backup copies the archive whole, greffe export writes a dossier of evidence a letter.

        """
    }
}

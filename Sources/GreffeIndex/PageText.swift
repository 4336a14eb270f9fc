import CZlib

/// The form in which a page's text is kept: deflated, against words that business letters have in common, where that is
/// shorter. A letter's page is too short to be compressed well by itself.
///
/// The first byte says which: 0, the text follows as it is, in UTF-8; 1, a zlib stream (RFC 1950) with the preset
/// dictionary follows, behind the text's length in four bytes, the least significant first. One text always gives the
/// same bytes with one zlib; nothing depends on them, since `LetterIndex.dump` writes the text.
package enum PageText {
    private static let plain: UInt8 = 0
    private static let deflated: UInt8 = 1
    private static let headCount = 5
    /// Of a length that is not believed, nothing is allocated: a page has some thousand letters, and a reading's file
    /// is refused long before this.
    private static let bytesMax = 64 << 20

    package static func encode(_ text: String) -> [UInt8] {
        let bytes = Array(text.utf8)
        guard bytes.count > headCount, bytes.count < bytesMax, let stream = deflate(bytes),
            stream.count + headCount < bytes.count + 1
        else { return [plain] + bytes }
        var output = [deflated]
        output.reserveCapacity(stream.count + headCount)
        for shift in stride(from: 0, to: 32, by: 8) { output.append(UInt8(truncatingIfNeeded: bytes.count >> shift)) }
        return output + stream
    }

    /// Nil for bytes that `encode` does not give: the file was damaged or altered.
    package static func decode(_ bytes: [UInt8]) -> String? {
        guard let form = bytes.first else { return nil }
        if form == plain { return String(validating: bytes.dropFirst(), as: UTF8.self) }
        guard form == deflated, bytes.count > headCount else { return nil }
        let count = bytes[1..<headCount].reversed().reduce(0) { $0 << 8 | Int($1) }
        guard count < bytesMax, let text = inflate(bytes.dropFirst(headCount), count: count) else { return nil }
        return String(validating: text, as: UTF8.self)
    }

    /// Taking a text in must keep up with thousands of letters a second; better levels gain a hundredth.
    private static let level: Int32 = 6
    /// The window reaches over dictionary and page; a smaller one needs less to be cleared for each page.
    private static let windowBits: Int32 = 14
    private static let memoryLevel: Int32 = 6

    private static func deflate(_ bytes: [UInt8]) -> [UInt8]? {
        var stream = z_stream()
        guard
            deflateInit2_(
                &stream, level, Z_DEFLATED, windowBits, memoryLevel, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
                Int32(MemoryLayout<z_stream>.size)) == Z_OK
        else { return nil }
        defer { deflateEnd(&stream) }
        guard deflateSetDictionary(&stream, dictionary, UInt32(dictionary.count)) == Z_OK else { return nil }
        var input = bytes
        var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))))
        let result = input.withUnsafeMutableBufferPointer { input in
            output.withUnsafeMutableBufferPointer { output in
                stream.next_in = input.baseAddress
                stream.avail_in = UInt32(input.count)
                stream.next_out = output.baseAddress
                stream.avail_out = UInt32(output.count)
                return CZlib.deflate(&stream, Z_FINISH)
            }
        }
        guard result == Z_STREAM_END else { return nil }
        return Array(output.prefix(output.count - Int(stream.avail_out)))
    }

    private static func inflate(_ bytes: ArraySlice<UInt8>, count: Int) -> [UInt8]? {
        var stream = z_stream()
        guard inflateInit2_(&stream, windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            return nil
        }
        defer { inflateEnd(&stream) }
        var input = Array(bytes)
        // One byte more than is claimed, so that a stream that goes on is seen to.
        var output = [UInt8](repeating: 0, count: count + 1)
        let result = input.withUnsafeMutableBufferPointer { input in
            output.withUnsafeMutableBufferPointer { output in
                stream.next_in = input.baseAddress
                stream.avail_in = UInt32(input.count)
                stream.next_out = output.baseAddress
                stream.avail_out = UInt32(output.count)
                let result = CZlib.inflate(&stream, Z_FINISH)
                guard result == Z_NEED_DICT,
                    inflateSetDictionary(&stream, dictionary, UInt32(dictionary.count)) == Z_OK
                else { return result }
                return CZlib.inflate(&stream, Z_FINISH)
            }
        }
        guard result == Z_STREAM_END, stream.avail_out == 1, stream.avail_in == 0 else { return nil }
        output.removeLast()
        return output
    }

    /// What letters to a company say again and again, in the languages that are read; the most common last, where zlib
    /// reaches it with the fewest bits. A change here makes every index unreadable: raise `IndexSchema.version`.
    private static let dictionary = Array(
        """
        Guten Tag, Sehr geehrte Damen und Herren, mit freundlichen Grüßen Rechnung Rechnungsnummer Kundennummer Vertrag \
        Datum Betrag Mehrwertsteuer Lieferung Bestellung Versicherung Schadenmeldung Kündigung bitte wir haben Ihnen \
        und der die das nicht für von den mit ein eine ist auf
        Dear Sir or Madam, Yours faithfully, Yours sincerely, Please find enclosed invoice number account reference \
        Thank you for your letter of with regard to your policy claim order payment amount due total VAT delivery \
        please do not hesitate to contact us we have received that the and of to in is for
        janvier février mars avril mai juin juillet août septembre octobre novembre décembre lundi mardi mercredi jeudi \
        vendredi rue avenue boulevard place chemin impasse allée CEDEX Téléphone Tél. : Fax Courriel E-mail @ .fr www. \
        SIRET RCS TVA intracommunautaire FR IBAN FR76 BIC SARL SAS SA au capital de euros Siège social
        Madame, Monsieur, Objet : Référence Réf. N° client : N° de contrat : Contrat : N° de facture : FACTURE N° Date de \
        facturation Date d'échéance Échéance Désignation Quantité Prix unitaire HT Montant HT Total HT TVA 20 % Total TTC \
        Net à payer Montant total € EUR virement bancaire chèque prélèvement conditions de paiement à 30 jours pénalités de \
        retard indemnité forfaitaire pour frais de recouvrement 40 € Bon de commande Livraison Adresse de livraison
        déclaration de sinistre dégât des eaux assurance habitation véhicule constat amiable expert indemnisation garantie \
        résiliation de mon contrat remboursement réclamation attestation changement d'adresse relevé d'identité bancaire \
        pièces jointes ci-joint vous trouverez ci-joint copie du justificatif Suite à votre courrier du Je vous prie de bien \
        vouloir Nous vous remercions de votre Je vous remercie par avance de votre réponse Nous vous informons que Je me \
        permets de vous écrire afin de J'ai l'honneur de vous Dans l'attente de votre réponse, je vous prie d'agréer, \
        Madame, Monsieur, l'expression de mes salutations distinguées. Veuillez agréer, Madame, Monsieur, nos salutations \
        distinguées. Cordialement, dans les meilleurs délais je vous demande de me faire parvenir que vous avez n'est pas \
        été pour votre notre nous vous dans une les des est par sur avec sont cette ment tion que qui de la et le du en à
        """.utf8)
}

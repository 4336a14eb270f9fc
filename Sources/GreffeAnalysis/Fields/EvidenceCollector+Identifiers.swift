import GreffeCore

/// Numbers that prove themselves, phones, addresses of mail.
extension EvidenceCollector {
    func identifiers() -> [FoundIdentifier] {
        var found: [FoundIdentifier] = []
        for page in pages.indices {
            for line in pages[page].lines {
                var taken: [Range<Int>] = []
                func add(_ hits: [Hit], _ kind: IdentifierKind) {
                    for hit in hits where !taken.contains(where: { $0.overlaps(hit.tokens) }) {
                        taken.append(hit.tokens)
                        found.append(identifier(hit, kind: kind, page: page, line: line))
                    }
                }
                add(ibans(in: line, page: page), .iban)
                add(vatNumbers(in: line, page: page), .vatId)
                add(numbers(in: line, page: page, length: 14, label: .siret), .siret)
                add(numbers(in: line, page: page, length: 9, label: .siren), .siren)
                add(mails(in: line), .email)
                add(phones(in: line, page: page), .phone)
            }
        }
        return found
    }

    struct Hit {
        var text: String
        var tokens: Range<Int>
        var isProven: Bool
        var isRepaired: Bool
    }

    private func identifier(_ hit: Hit, kind: IdentifierKind, page: Int, line: LetterLine) -> FoundIdentifier {
        let label = labels(page: page, line: line.index).last { $0.tokens.upperBound <= hit.tokens.lowerBound + 1 }
        let place = place(page: page, line: line.index, tokens: hit.tokens)
        let isOurs: Bool
        switch kind {
        case .phone: isOurs = ourselves.isOwnPhone(hit.text) || place.zone == .addressee
        case .email: isOurs = ourselves.isOwnMail(hit.text) || place.zone == .addressee
        default:
            isOurs =
                ourselves.isOwn(hit.text) || place.zone == .addressee || ownPages.contains(page)
                || label?.isYours == true || label?.kind == .ourVatId
        }
        return FoundIdentifier(
            kind: kind, normalised: hit.text, isProven: hit.isProven, isRepaired: hit.isRepaired, isOurs: isOurs,
            label: label?.kind, place: place)
    }

    private func hasLabel(_ kind: LabelKind, before index: Int, line: Int, page: Int) -> Bool {
        labels(page: page, line: line).last { $0.tokens.upperBound <= index }?.kind == kind
    }

    // MARK: IBAN

    private func ibans(in line: LetterLine, page: Int) -> [Hit] {
        var hits: [Hit] = []
        var index = 0
        while index < line.tokens.count {
            if let hit = iban(at: index, line: line, page: page) {
                hits.append(hit)
                index = hit.tokens.upperBound
            } else {
                index += 1
            }
        }
        return hits
    }

    private func iban(at index: Int, line: LetterLine, page: Int) -> Hit? {
        let token = line.tokens[index]
        guard token.isAlphanumeric, token.text.utf8.count <= 34 else { return nil }
        let head = IdentifierForm.alphanumeric(token.text)
        let isLabelled = hasLabel(.iban, before: index, line: line.index, page: page)
        var country = String(head.prefix(2))
        if CheckDigits.ibanLengths[country] == nil {
            // FR misread, two signs and two figures: the check digits decide.
            guard
                head.utf8.count == 2 && isLabelled
                    || head.utf8.count >= 4 && head.dropFirst(2).prefix(2).allSatisfy(\.isNumber),
                head.first?.isLetter == true
            else { return nil }
            country = "FR"
        }
        guard let length = CheckDigits.ibanLengths[country],
            head.utf8.count == 2 || head.dropFirst(2).contains(where: \.isNumber)
        else { return nil }
        let (text, end) = gather(
            from: index, line: line, page: page, length: length,
            letters: ["GB", "NL", "IE", "MT", "LV", "RO", "BG", "GI"].contains(country))
        guard text.utf8.count == length else { return nil }
        if text.hasPrefix(country), CheckDigits.isIBAN(text) {
            return Hit(text: text, tokens: index..<end, isProven: true, isRepaired: false)
        }
        // Figures where reading saw letters; the check digits must agree.
        let body = String(text.dropFirst(2))
        if let repaired = Confusion.digits(body), repaired.repairs <= 6 || isLabelled,
            CheckDigits.isIBAN(country + repaired.text)
        {
            return Hit(text: country + repaired.text, tokens: index..<end, isProven: true, isRepaired: true)
        }
        return nil
    }

    /// Collects letters and figures from a token on, over spaces and onto the next line, up to a length.
    private func gather(from index: Int, line: LetterLine, page: Int, length: Int, letters: Bool) -> (
        text: String, end: Int
    ) {
        var text = ""
        var end = index
        func take(_ tokens: ArraySlice<Token>) -> Int {
            var cursor = tokens.startIndex
            for token in tokens {
                if text.utf8.count >= length { break }
                if token.kind == .mark {
                    if [".", "-", ":", "'", ",", "\u{2018}", "\u{2019}", "_", "[", "]"].contains(token.text) {
                        cursor += 1; continue
                    }
                    break
                }
                let piece = IdentifierForm.alphanumeric(token.text)
                // A word ends the number, unless banks' codes are letters there or it may be misread figures.
                if !text.isEmpty, token.kind == .word, !(letters && piece.utf8.count == 4),
                    piece.utf8.count > 2 && Confusion.digits(token.text) == nil
                {
                    break
                }
                guard text.utf8.count + piece.utf8.count <= length else { break }
                text += piece
                cursor += 1
            }
            return cursor
        }
        end = take(line.tokens[index...])
        if text.utf8.count < length, text.utf8.count >= 8, end == line.tokens.count,
            let box = line.box(of: index..<end),
            let under = pages[page].tokens(
                under: Box(left: 0, top: box.top, right: box.right, bottom: box.bottom), after: line.index, depth: 1)
        {
            let next = pages[page].lines[under.line]
            if next.tokens.first?.kind == .digits || next.tokens.first?.kind == .mixed { _ = take(next.tokens[...]) }
        }
        return (text, max(end, index + 1))
    }

    // MARK: VAT numbers

    private func vatNumbers(in line: LetterLine, page: Int) -> [Hit] {
        line.tokens.indices.compactMap { vatNumber(at: $0, line: line, page: page) }
    }

    private func vatNumber(at index: Int, line: LetterLine, page: Int) -> Hit? {
        let token = line.tokens[index]
        guard token.isAlphanumeric, index == 0 || token.gap != .none || line.tokens[index - 1].kind == .mark else {
            return nil
        }
        let isLabelled =
            hasLabel(.vatId, before: index, line: line.index, page: page)
            || isUnder(.vatId, index: index, line: line, page: page)
        let head = IdentifierForm.alphanumeric(token.text)
        let country = String(head.prefix(2))
        if country.utf8.count == 2, country.allSatisfy(\.isLetter),
            head.utf8.count == 2 || head.dropFirst(2).contains(where: \.isNumber)
        {
            for length in Self.vatLengths[country] ?? [] {
                let (text, end) = gather(from: index, line: line, page: page, length: length, letters: country == "GB")
                guard text.utf8.count == length, !isContinued(end, line) else { continue }
                if let hit = vatHit(text, tokens: index..<end, isLabelled: isLabelled) { return hit }
            }
        }
        guard isLabelled else { return nil }
        // The letters lost or misread: the key over the SIREN decides.
        let letters = head.prefix { $0.isLetter }.count
        guard letters <= 2 else { return nil }
        let (text, end) = gather(from: index, line: line, page: page, length: 11 + letters, letters: false)
        guard text.utf8.count == 11 + letters, !isContinued(end, line),
            let repaired = Confusion.digits(text.dropFirst(letters)),
            CheckDigits.vatProof("FR" + repaired.text) == true
        else { return nil }
        return Hit(text: "FR" + repaired.text, tokens: index..<end, isProven: true, isRepaired: true)
    }

    private static let vatLengths: [String: [Int]] = [
        "FR": [13], "DE": [11], "BE": [12], "LU": [10], "IT": [13], "GB": [11, 14], "AT": [11], "NL": [14], "ES": [11],
        "PT": [11], "PL": [12],
        "IE": [10, 11],
    ]

    private func vatHit(_ text: String, tokens: Range<Int>, isLabelled: Bool) -> Hit? {
        if CheckDigits.vatProof(text) == true {
            return Hit(text: text, tokens: tokens, isProven: true, isRepaired: false)
        }
        if let repaired = Confusion.digits(text.dropFirst(2)), repaired.repairs > 0, text.prefix(2) != "NL",
            text.prefix(2) != "AT",
            CheckDigits.vatProof(text.prefix(2) + repaired.text) == true
        {
            return Hit(text: text.prefix(2) + repaired.text, tokens: tokens, isProven: true, isRepaired: true)
        }
        guard isLabelled, CheckDigits.hasVATForm(text) else { return nil }
        return Hit(text: text, tokens: tokens, isProven: false, isRepaired: false)
    }

    /// More figures follow: the number is a longer one.
    private func isContinued(_ end: Int, _ line: LetterLine) -> Bool {
        guard end < line.tokens.count, line.tokens[end].kind == .digits else { return false }
        return line.tokens[end].gap != .wide
    }

    // MARK: SIREN and SIRET

    private func numbers(in line: LetterLine, page: Int, length: Int, label: LabelKind) -> [Hit] {
        var hits: [Hit] = []
        for index in line.tokens.indices {
            let token = line.tokens[index]
            guard
                token.kind == .digits || token.kind == .mixed && token.text.first?.isNumber == true
                    || token.text == "O",
                index == 0 || token.gap != .none || line.tokens[index - 1].kind == .mark,
                hits.last.map({ $0.tokens.upperBound <= index }) ?? true
            else { continue }
            let known =
                labels(page: page, line: line.index).contains {
                    $0.kind == label || $0.kind == .siret && label == .siren
                }
                || isUnder(label, index: index, line: line, page: page)
            guard known else { continue }
            let (text, end) = gather(from: index, line: line, page: page, length: length, letters: false)
            guard text.utf8.count == length, end <= line.tokens.count, !isContinued(end, line),
                let repaired = Confusion.digits(text)
            else { continue }
            let isProven = CheckDigits.isLuhn(repaired.text)
            // What fails its check digit is misread; kept as evidence, the SIREN of a VAT number may mend it.
            guard isProven || repaired.repairs == 0 else { continue }
            hits.append(
                Hit(text: repaired.text, tokens: index..<end, isProven: isProven, isRepaired: repaired.repairs > 0))
        }
        return hits
    }

    private func isUnder(_ kind: LabelKind, index: Int, line: LetterLine, page: Int) -> Bool {
        guard line.index > 0, let box = line.box(of: index..<index + 1) else { return false }
        let above = pages[page].lines[line.index - 1]
        return labels(page: page, line: above.index).contains { label in
            guard label.kind == kind, let labelBox = above.box(of: label.tokens) else { return false }
            let ends =
                above.tokens.count <= label.tokens.upperBound + 1 || above.tokens[label.tokens.upperBound].gap == .wide
            return ends && labelBox.left < box.right && box.left < labelBox.right + Int(2 * pages[page].em)
        }
    }

    // MARK: Phones and mail

    private func phones(in line: LetterLine, page: Int) -> [Hit] {
        var hits: [Hit] = []
        var index = 0
        while index < line.tokens.count {
            guard let hit = phone(at: index, line: line, page: page) else {
                index += 1
                continue
            }
            hits.append(hit)
            index = hit.tokens.upperBound
        }
        return hits
    }

    private func phone(at index: Int, line: LetterLine, page: Int) -> Hit? {
        let tokens = line.tokens
        let hasPlus = index > 0 && tokens[index - 1].folded == "+"
        guard tokens[index].kind == .digits, index == 0 || tokens[index].gap != .none || tokens[index - 1].kind == .mark
        else { return nil }
        var digits = ""
        var end = index
        var groups = 0
        while end < tokens.count, digits.utf8.count < 15 {
            let token = tokens[end]
            if token.kind == .digits, end == index || token.gap != .wide {
                guard digits.utf8.count + token.text.utf8.count <= 15 else { break }
                // 0033 and (0): the trunk zero in brackets is not dialled.
                digits += token.text
                groups += 1
                end += 1
            } else if [".", "-", "/", "(", ")"].contains(token.folded), end > index, end + 1 < tokens.count,
                tokens[end + 1].kind == .digits || tokens[end + 1].folded == ")" || tokens[end].folded == ")",
                token.gap != .wide
            {
                end += 1
            } else {
                break
            }
        }
        let isLabelled = labels(page: page, line: line.index).last { $0.tokens.upperBound <= index }?.kind == .phone
        let isFrench =
            digits.utf8.count == 10 && digits.hasPrefix("0") && !digits.hasPrefix("00") && (groups == 5 || groups == 1)
        guard
            isFrench || hasPlus && digits.utf8.count >= 10
                || isLabelled && (7...15).contains(digits.utf8.count) && digits.first != nil
        else { return nil }
        return Hit(
            text: IdentifierForm.normalise((hasPlus ? "+" : "") + digits, as: .phone), tokens: index..<end,
            isProven: isFrench,
            isRepaired: false)
    }

    private func mails(in line: LetterLine) -> [Hit] {
        line.words.indices.compactMap { index in
            let word = line.words[index].text.prefix(Tokenizer.wordLengthMax)
            guard let at = word.firstIndex(of: "@"), at > word.startIndex else { return nil }
            let local = word[..<at].reversed().prefix { $0.isLetter || $0.isNumber || "._-+".contains($0) }.reversed()
            let host = word[word.index(after: at)...].prefix { $0.isLetter || $0.isNumber || ".-".contains($0) }
            let trimmed = host.reversed().drop { !$0.isLetter }.reversed()
            guard !local.isEmpty, trimmed.contains("."), trimmed.count >= 4 else { return nil }
            guard let first = line.tokens.firstIndex(where: { $0.word == index }),
                let last = line.tokens.lastIndex(where: { $0.word == index })
            else { return nil }
            let text = IdentifierForm.normalise(String(local) + "@" + String(trimmed), as: .email)
            return Hit(text: text, tokens: first..<last + 1, isProven: false, isRepaired: false)
        }
    }
}

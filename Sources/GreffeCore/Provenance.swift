/// Where a letter came from and when, as its accession records it. Every text is NFC.
package struct Provenance: Hashable, Sendable {
    /// The way the paper came: `letters`, `fax`, `counter`; a word of the site's configuration.
    package var channel: String
    /// The scanner or fax machine.
    package var device: String?
    /// Who scanned it.
    package var operatorName: String?
    package var batch: String?
    /// Sheets and envelopes the mailroom counted before scanning, to be reconciled with what came in.
    package var declaredPages: Int?
    package var declaredEnvelopes: Int?
    /// The sender's number and the time of receipt as the fax server has them, in its file's name or tags or in a slip;
    /// not what the sending machine printed.
    package var faxNumber: String?
    package var faxReceived: String?
    /// What the sender dialled behind the number, to reach one desk (ITU-T T.30).
    package var faxSubaddress: String?
    /// When the scanner last wrote the file: its modification time.
    package var received: Timestamp
    /// The file's name; bytes that are not text, and control characters, are percent-escaped.
    package var originalName: String
    /// The name's bytes, in hexadecimal, when `originalName` is not exactly them.
    package var originalNameHex: String?
    /// The watch folder as configured; nil for a file handed over on the command line.
    package var watchFolder: String?
    /// The sub-folder of the watch folder; nil for the folder itself.
    package var subfolder: String?
    /// Which file it was, beyond its name: inode, size, modification and birth times. A drop with the digest, the place
    /// and the token of an accession is that accession's own file, whose removal a crash prevented; with another token
    /// it is a second drop of the same bytes.
    package var dropToken: String?
    /// Why the slip beside the scan was not used.
    package var slipProblem: String?

    package init(channel: String, received: Timestamp, originalName: String, originalNameHex: String? = nil) {
        (self.channel, self.received) = (channel.nfc, received)
        (self.originalName, self.originalNameHex) = (originalName.nfc, originalNameHex)
    }

    /// Whether the other drop is the same file in the same place; the digests are compared by the caller.
    package func isSameDrop(as other: Provenance) -> Bool {
        dropToken != nil && dropToken == other.dropToken && watchFolder == other.watchFolder
            && subfolder == other.subfolder && originalName == other.originalName
            && originalNameHex == other.originalNameHex
    }
}

extension Provenance {
    /// As the body of an accession has it; absent members are left out.
    package var json: CanonicalJSON {
        var members: [String: CanonicalJSON] = [
            "channel": .string(channel.nfc), "received": .string(received.description),
            "originalName": .string(originalName.nfc),
        ]
        let texts = [
            "device": device, "operator": operatorName, "batch": batch, "originalNameHex": originalNameHex,
            "watchFolder": watchFolder, "subfolder": subfolder, "dropToken": dropToken, "slipProblem": slipProblem,
            "faxNumber": faxNumber, "faxReceived": faxReceived, "faxSubaddress": faxSubaddress,
        ]
        for (key, text) in texts { if let text { members[key] = .string(text.nfc) } }
        for (key, count) in ["declaredPages": declaredPages, "declaredEnvelopes": declaredEnvelopes] {
            if let count { members[key] = .integer(Int64(count)) }
        }
        return .object(members)
    }

    /// Out of the body of an accession, a duplicate or a refusal, which say more than this.
    package init?(partOf body: CanonicalJSON) {
        guard let members = body.object else { return nil }
        self.init(json: .object(members.filter { Self.keys.contains($0.key) }))
    }

    private static let keys: Set<String> = [
        "channel", "received", "originalName", "device", "operator", "batch", "originalNameHex", "watchFolder",
        "subfolder", "dropToken", "slipProblem", "declaredPages", "declaredEnvelopes", "faxNumber", "faxReceived",
        "faxSubaddress",
    ]

    /// Nil unless it is what `json` writes.
    package init?(json: CanonicalJSON) {
        guard let members = json.object, Set(members.keys).isSubset(of: Self.keys),
            let channel = members["channel"]?.string, let name = members["originalName"]?.string,
            let received = members["received"]?.string.flatMap({ Timestamp($0) })
        else { return nil }
        self.init(
            channel: channel, received: received, originalName: name,
            originalNameHex: members["originalNameHex"]?.string)
        device = members["device"]?.string
        operatorName = members["operator"]?.string
        batch = members["batch"]?.string
        watchFolder = members["watchFolder"]?.string
        subfolder = members["subfolder"]?.string
        dropToken = members["dropToken"]?.string
        slipProblem = members["slipProblem"]?.string
        faxNumber = members["faxNumber"]?.string
        faxReceived = members["faxReceived"]?.string
        faxSubaddress = members["faxSubaddress"]?.string
        declaredPages = members["declaredPages"]?.integer.map(Int.init)
        declaredEnvelopes = members["declaredEnvelopes"]?.integer.map(Int.init)
        guard self.json == json else { return nil }
    }
}

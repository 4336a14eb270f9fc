/// A PDF/A document page by page: what every file has (ISO 19005-2) is written here, what is on a page is the caller's.
package struct PDFDocument {
    /// One page, in points; its content has the origin at the bottom left.
    package struct Page {
        package var width: Double
        package var height: Double
        /// Clockwise turn for showing it, in degrees.
        package var rotation = 0
        package var content: [UInt8]
        package var resources: [PDFMember]

        package init(width: Double, height: Double, content: [UInt8], resources: [PDFMember]) {
            (self.width, self.height, self.content, self.resources) = (width, height, content, resources)
        }
    }

    /// Pages a file may have: ten times the longest letter.
    private static let pagesMax = 20_000
    /// A page's sides in its own units (ISO 19005-2, 6.1.13).
    private static let sideMax = 14_400.0
    private static let sideMin = 3.0

    package var writer = PDFWriter()
    private let about: PDFAbout
    private let tree: PDFReference
    private var pages: [PDFReference] = []
    private var attachments: [(name: String, file: PDFReference)] = []

    package init(about: PDFAbout) {
        self.about = about
        tree = writer.reserve()
    }

    package mutating func add(_ page: Page) throws(PDFError) {
        guard pages.count < Self.pagesMax else { throw .tooLarge }
        // What is longer than five metres, or shorter than a millimetre, is measured in other units.
        let longest = max(page.width, page.height)
        let unit = longest > Self.sideMax ? longest / Self.sideMax : 1
        var content = page.content
        if unit > 1 {
            let scale = PDFText.decimal(1 / unit)
            content = Array("q \(scale) 0 0 \(scale) 0 0 cm\n".utf8) + content + Array("\nQ\n".utf8)
        }
        let stream = try writer.addCompressed([], content)
        var members = [
            PDFMember("Type", .name("Page")), PDFMember("Parent", .reference(tree)),
            PDFMember(
                "MediaBox",
                .reals(0, 0, max(Self.sideMin, page.width / unit), max(Self.sideMin, page.height / unit))),
            PDFMember("Resources", .dictionary(page.resources)), PDFMember("Contents", .reference(stream)),
        ]
        if page.rotation != 0 { members.append(PDFMember("Rotate", .integer(page.rotation))) }
        if unit > 1 { members.append(PDFMember("UserUnit", .real(unit))) }
        pages.append(writer.add(.dictionary(members)))
    }

    /// Attaches a file that belongs to the document as a whole (ISO 19005-3, 6.8): only under the claim `a3b`.
    /// - Parameter mediaType: for example `text/plain`.
    package mutating func attach(
        _ content: [UInt8], name: String, mediaType: String, description: String
    ) throws(PDFError) {
        let stream = try writer.addCompressed(
            [
                PDFMember("Type", .name("EmbeddedFile")), PDFMember("Subtype", .name(mediaType)),
                PDFMember("Params", .dictionary([PDFMember("Size", .integer(content.count))])),
            ], content)
        let file = writer.add(
            .dictionary([
                PDFMember("Type", .name("Filespec")), PDFMember("F", .bytes(Array(name.utf8))),
                PDFMember("UF", .text(name)), PDFMember("AFRelationship", .name("Data")),
                PDFMember("Desc", .text(description)),
                PDFMember(
                    "EF",
                    .dictionary([PDFMember("F", .reference(stream)), PDFMember("UF", .reference(stream))])),
            ]))
        attachments.append((name, file))
    }

    /// Ends the file.
    /// - Parameter claim: what the caller answers for; nil where the content may break a rule.
    package mutating func finish(claim: PDFClaim?) throws(PDFError) {
        writer.write(
            .dictionary([
                PDFMember("Type", .name("Pages")), PDFMember("Kids", .array(pages.map { .reference($0) })),
                PDFMember("Count", .integer(pages.count)),
            ]), as: tree)
        let profile = try writer.addCompressed([PDFMember("N", .integer(3))], ColourProfile.sRGB)
        let intent = writer.add(
            .dictionary([
                PDFMember("Type", .name("OutputIntent")), PDFMember("S", .name("GTS_PDFA1")),
                PDFMember("OutputConditionIdentifier", .bytes(Array("sRGB".utf8))),
                PDFMember("Info", .bytes(Array("sRGB IEC 61966-2-1".utf8))),
                PDFMember("DestOutputProfile", .reference(profile)),
            ]))
        // Not compressed: programs that know no PDF find it by its marks.
        let metadata = writer.addStream(
            [PDFMember("Type", .name("Metadata")), PDFMember("Subtype", .name("XML"))], about.metadata(claim: claim))
        var members = [
            PDFMember("Type", .name("Catalog")), PDFMember("Pages", .reference(tree)),
            PDFMember("Metadata", .reference(metadata)),
            PDFMember("OutputIntents", .array([.reference(intent)])),
            PDFMember("ViewerPreferences", .dictionary([PDFMember("DisplayDocTitle", .boolean(true))])),
        ]
        if let language = about.language { members.append(PDFMember("Lang", .bytes(Array(language.utf8)))) }
        if !attachments.isEmpty {
            let sorted = attachments.sorted { $0.name < $1.name }
            let names: [PDFValue] = sorted.flatMap { [.bytes(Array($0.name.utf8)), .reference($0.file)] }
            let tree = PDFValue.dictionary([PDFMember("Names", .array(names))])
            members.append(PDFMember("Names", .dictionary([PDFMember("EmbeddedFiles", tree)])))
            members.append(PDFMember("AF", .array(sorted.map { .reference($0.file) })))
        }
        let root = writer.add(.dictionary(members))
        let information = writer.add(about.information)
        try writer.finish(root: root, information: information)
    }
}

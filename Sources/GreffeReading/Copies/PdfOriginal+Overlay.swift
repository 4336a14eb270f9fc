import CQpdf
import GreffeCore
import GreffePDF

// A PDF of others' making, copied as it is: its streams are not touched, and nothing is claimed of it.

extension PdfOriginal {
    /// Copies the pages asked for, with words over those that have no text of their own. What would run by itself when
    /// the copy is opened is left out.
    func overlay(request: CopyRequest, channel: AccessCopy.Channel) throws(CopyError) {
        let wanted = Set(request.pages)
        let pages = request.pages.map { file.page($0) }
        for number in (1...pageCount).reversed() where !wanted.contains(number) {
            guard !PdfFile.failed(qpdf_remove_page(file.handle, file.page(number).object)) else {
                throw .scan(.damaged(page: number))
            }
        }
        disarm(pages)
        var layer = TextLayer()
        var written: [(page: PdfObject, text: [UInt8])] = []
        for (page, number) in zip(pages, request.pages) {
            guard let reading = channel.reading(number), reading.number == number else { throw .unwanted }
            if reading.rotation != 0 {
                page.set(
                    "/Rotate",
                    qpdf_oh_new_integer(file.handle, Int64(PdfFrame(page).quarters * 90 + reading.rotation) % 360))
            }
            let own = PdfTextUse(of: page)
            guard !own.isShown, !own.isHidden else { continue }
            let text = layer.content(of: reading, in: Self.frame(of: page, for: reading))
            if !text.isEmpty { written.append((page, text)) }
        }
        let donor = try layer.isEmpty ? nil : FontDonor(layer)
        if let donor {
            guard let font = donor.give(to: file) else { throw .scan(.damaged(page: 0)) }
            for (page, text) in written { try lay(text, over: page, font: font) }
        }
        guard let bytes = withExtendedLifetime(donor, { file.written() }) else { throw .scan(.damaged(page: 0)) }
        guard channel.take(bytes) else { throw .unwanted }
    }

    /// Where the reading's pixels lie on the page, in its own units, before it was turned upright.
    private static func frame(of page: PdfObject, for reading: PageReading) -> CopyFrame {
        let frame = PdfFrame(page)
        // The turn that was just written into the page is the reading's own.
        let quarters = frame.quarters
        let isTurned = !(reading.rotation / 90).isMultiple(of: 2)
        let read = isTurned ? (reading.height, reading.width) : (reading.width, reading.height)
        if let placed = PdfPages.onlyImage(of: page, frame: frame), let width = placed.object["/Width"]?.integer,
            let height = placed.object["/Height"]?.integer
        {
            let isLying = abs(placed.matrix.b) > abs(placed.matrix.a)
            let before = quarters - reading.rotation / 90
            if (isLying != !before.isMultiple(of: 2) ? (height, width) : (width, height)) == read {
                let box = placed.matrix.unitSquare
                return CopyFrame(
                    left: box.left, bottom: box.bottom, width: box.width, height: box.height, quarters: quarters)
            }
        }
        return CopyFrame(
            left: frame.left, bottom: frame.bottom, width: frame.width, height: frame.height, quarters: quarters)
    }

    // MARK: Pages

    /// Puts the text behind the page's own content, which is closed off so that it cannot move it.
    private func lay(_ text: [UInt8], over page: PdfObject, font: qpdf_oh) throws(CopyError) {
        let contents = qpdf_oh_new_array(file.handle)
        qpdf_oh_append_item(file.handle, contents, try stream(Array("q\n".utf8)))
        if let old = page["/Contents"] {
            // Pages drawn in more pieces than this are made to be slow.
            for item in old.items(max: 10_000) ?? [old] { qpdf_oh_append_item(file.handle, contents, item.object) }
        }
        qpdf_oh_append_item(file.handle, contents, try stream(Array("\nQ\n".utf8) + text))
        page.set("/Contents", contents)
        // Copies: others may share these dictionaries.
        let resources = PdfObject.copied(page["/Resources"], in: file)
        let fonts = PdfObject.copied(resources["/Font"], in: file)
        fonts.set("/" + TextLayer.resource, font)
        resources.set("/Font", fonts.object)
        page.set("/Resources", resources.object)
    }

    private func stream(_ content: [UInt8]) throws(CopyError) -> qpdf_oh {
        let packed: [UInt8]
        do throws(PDFError) { packed = try Deflate.compress(content) } catch { throw .pdf(error) }
        let stream = qpdf_oh_new_stream(file.handle)
        qpdf_oh_replace_stream_data(
            file.handle, stream, packed, packed.count, qpdf_oh_new_name(file.handle, "/FlateDecode"),
            qpdf_oh_new_null(file.handle))
        return stream
    }

    // MARK: What runs by itself

    /// Actions of notes that only go somewhere.
    private static let actionsHarmless: Set<String> = ["/GoTo", "/URI", "/Named"]
    private static let notesMax = 10_000

    private func disarm(_ pages: [PdfObject]) {
        let catalog = PdfObject(qpdf_get_root(file.handle), in: file)
        for key in ["/OpenAction", "/AA"] { catalog.remove(key) }
        catalog["/Names"]?.remove("/JavaScript")
        catalog["/AcroForm"]?.remove("/XFA")
        // What the original claims to be, the copy may no longer be.
        catalog.remove("/Metadata")
        for page in pages {
            page.remove("/AA")
            for note in page["/Annots"]?.items(max: Self.notesMax) ?? [] {
                note.remove("/AA")
                if let action = note["/A"],
                    !Self.actionsHarmless.contains(action["/S"]?.name ?? "") || action["/Next"] != nil
                {
                    note.remove("/A")
                }
            }
        }
    }
}

/// The font of a text layer in a small PDF of its own, from which another takes it over.
private final class FontDonor {
    /// qpdf goes on reading from here for as long as the file lives.
    private let room: UnsafeMutableRawBufferPointer
    private let file: PdfFile

    init(_ layer: TextLayer) throws(CopyError) {
        var document = PDFDocument(about: PDFAbout(title: ""))
        let font = document.writer.reserve()
        let fonts = PDFValue.dictionary([PDFMember(TextLayer.resource, .reference(font))])
        do throws(PDFError) {
            try document.add(
                PDFDocument.Page(width: 72, height: 72, content: [], resources: [PDFMember("Font", fonts)]))
            try layer.writeFont(to: &document.writer, as: font)
            try document.finish(claim: nil)
        } catch { throw .pdf(error) }
        let bytes = document.writer.take()
        room = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
        room.copyBytes(from: bytes)
        do throws(ScanFault) { file = try PdfFile(UnsafeRawBufferPointer(room)) } catch {
            room.deallocate()
            throw .scan(error)
        }
    }

    deinit { room.deallocate() }

    /// The font as an object of another file; this one must live until that is written.
    func give(to other: PdfFile) -> qpdf_oh? {
        guard !PdfFile.failed(qpdf_add_page(other.handle, file.handle, file.page(1).object, 0)),
            let count = other.pageCount
        else { return nil }
        let page = other.page(count)
        let font = page["/Resources"]?["/Font"]?["/" + TextLayer.resource]
        guard !PdfFile.failed(qpdf_remove_page(other.handle, page.object)) else { return nil }
        return font?.object
    }
}

extension PdfObject {
    /// A dictionary of its own with the same entries; an empty one for nothing.
    fileprivate static func copied(_ original: PdfObject?, in file: PdfFile) -> PdfObject {
        let copy = qpdf_oh_new_dictionary(file.handle)
        guard let original, qpdf_oh_is_dictionary(file.handle, original.object) != 0 else {
            return PdfObject(copy, in: file)
        }
        var keys: [String] = []
        qpdf_oh_begin_dict_key_iter(file.handle, original.object)
        while qpdf_oh_dict_more_keys(file.handle) != 0, let key = qpdf_oh_dict_next_key(file.handle) {
            keys.append(String(cString: key))
        }
        for key in keys {
            qpdf_oh_replace_key(file.handle, copy, key, qpdf_oh_get_key(file.handle, original.object, key))
        }
        return PdfObject(copy, in: file)
    }
}

extension PdfFile {
    /// The file as it is now, each stream as it was, the same bytes each time. Nil when it cannot be written.
    fileprivate func written() -> [UInt8]? {
        guard !Self.failed(qpdf_init_write_memory(handle)) else { return nil }
        qpdf_set_deterministic_ID(handle, 1)
        qpdf_set_stream_data_mode(handle, qpdf_s_preserve)
        qpdf_set_compress_streams(handle, 0)
        qpdf_set_object_stream_mode(handle, qpdf_o_preserve)
        qpdf_set_preserve_encryption(handle, 0)
        guard !Self.failed(qpdf_write(handle)), let bytes = qpdf_get_buffer(handle) else { return nil }
        return Array(UnsafeBufferPointer(start: bytes, count: qpdf_get_buffer_length(handle)))
    }
}

import Glibc
import GreffeCore

/// Draws a PDF page that is not one scanned image, with `pdftoppm` of poppler-utils: a program of its own, confined on
/// its own, that is given the page on its standard input and answers with gray pixels.
struct PdfRasteriser {
    /// What a letter is scanned at, and what recognition reads best.
    private static let dpi = 300.0
    /// Drawn pages are kept below this many pixels, whatever the paper: A2 at 300 dpi.
    private static let pixelsMax = 36_000_000.0

    let drawer: Drawer

    func draw(
        _ document: [UInt8], frame: PdfFrame, page: Int, limits: ReadingLimits
    ) throws(ScanFault) -> ScanPage {
        let (inchesAcross, inchesDown) = (frame.width * frame.unit / 72, frame.height * frame.unit / 72)
        let most = min(Self.pixelsMax, Double(limits.pixelsMax))
        // A drawn page has no pixels of its own: a wall-sized plan is drawn coarser, not refused.
        let dpi = min(Self.dpi, (most / (inchesAcross * inchesDown)).squareRoot())
        guard dpi >= 1 else { throw .tooManyPixels(page: page, limit: limits.pixelsMax) }
        let bytes = try run(dpi: Int32(dpi * frame.unit), input: document, page: page, outputMax: Int(most * 1.1) + 64)
        guard let image = bytes.withUnsafeBytes({ PortableGraymap.decode($0) }) else { throw .damaged(page: page) }
        return ScanPage(image: image, dpiX: dpi.rounded(.down), dpiY: dpi.rounded(.down))
    }

    private func run(dpi: Int32, input: [UInt8], page: Int, outputMax: Int) throws(ScanFault) -> [UInt8] {
        var (toChild, fromChild): ([Int32], [Int32]) = ([-1, -1], [-1, -1])
        guard pipe(&toChild) == 0 else { throw .unsupported(page: page) }
        guard pipe(&fromChild) == 0 else {
            for end in toChild { close(end) }
            throw .unsupported(page: page)
        }
        let isAsked = drawer.ask(dpi: dpi, input: toChild[0], output: fromChild[1])
        close(toChild[0])
        close(fromChild[1])
        guard isAsked else {
            close(toChild[1])
            close(fromChild[0])
            throw .unsupported(page: page)
        }
        let output = Self.exchange(input, into: toChild[1], from: fromChild[0], outputMax: outputMax)
        // Who still draws after more than is wanted dies of the closed pipe.
        close(fromChild[0])
        switch drawer.wait() {
        case .drawn: break
        case .missing: throw .rasteriserMissing
        case .failed: throw .damaged(page: page)
        }
        guard let output else { throw .damaged(page: page) }
        return output
    }

    /// Feeds the child and drains it at once, since either may wait for the other. Closes `sink`. Nil when it says too
    /// much.
    private static func exchange(_ input: [UInt8], into sink: Int32, from source: Int32, outputMax: Int) -> [UInt8]? {
        var sink = sink
        defer { if sink >= 0 { close(sink) } }
        _ = fcntl(sink, F_SETFL, O_NONBLOCK)
        // A child that dies early must cost an error, not this process.
        signal(SIGPIPE, SIG_IGN)
        var (sent, output) = (0, [UInt8]())
        var chunk = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            var events = [
                pollfd(fd: source, events: Int16(POLLIN), revents: 0),
                pollfd(fd: sink, events: Int16(POLLOUT), revents: 0),
            ]
            guard poll(&events, 2, -1) >= 0 || errno == EINTR else { return nil }
            if events[1].revents != 0 {
                let count = input.withUnsafeBytes { write(sink, $0.baseAddress.map { $0 + sent }, $0.count - sent) }
                if count > 0 { sent += count }
                if sent == input.count || (count < 0 && errno != EAGAIN) {
                    close(sink)
                    sink = -1
                }
            }
            if events[0].revents != 0 {
                let count = read(source, &chunk, chunk.count)
                if count <= 0 { return count == 0 ? output : nil }
                output += chunk[0..<count]
                if output.count > outputMax { return nil }
            }
        }
    }
}

/// The binary Portable Graymap (`P5`) that `pdftoppm -gray` writes.
enum PortableGraymap {
    static func decode(_ bytes: UnsafeRawBufferPointer) -> PageImage? {
        var index = 0
        func token() -> String {
            while index < bytes.count, bytes[index] <= 32 { index += 1 }
            let start = index
            while index < bytes.count, bytes[index] > 32, index - start < 16 { index += 1 }
            return String(decoding: bytes[start..<index], as: UTF8.self)
        }
        guard token() == "P5", let width = Int(token()), let height = Int(token()), token() == "255",
            (1...ScanDecoder.sideMax).contains(width), (1...ScanDecoder.sideMax).contains(height),
            bytes.count - index - 1 >= width * height
        else { return nil }
        return PageImage.packed(
            width: width, height: height, depth: 8, rows: UnsafeRawBufferPointer(rebasing: bytes[(index + 1)...]))
    }
}

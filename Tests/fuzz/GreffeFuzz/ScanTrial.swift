import Glibc
import GreffeCore
@testable import GreffeIntake
@testable import GreffeReading

/// Scans: intake's walks and the worker's decoders, as they run in greffe, but recognition.
enum ScanTrial {
    /// Pages decoded of one input; more would only be slower.
    private static let pagesMax = 3
    /// Much below the real limit: what overflows does so in small pages too, and faster.
    private static let limits: ReadingLimits = {
        var limits = ReadingLimits()
        limits.pixelsMax = 1_000_000
        return limits
    }()
    /// Both walkers take a file; one in memory does.
    private static let file: Int32 = {
        var name = Array("/dev/shm/greffe-fuzz-XXXXXX\0".utf8CString)
        let descriptor = mkstemp(&name)
        guard descriptor >= 0, unlink(name) == 0 else { fatalError("/dev/shm: \(errno)") }
        return descriptor
    }()

    private static func fill(_ bytes: UnsafeRawBufferPointer) {
        guard ftruncate(file, 0) == 0, pwrite(file, bytes.baseAddress, bytes.count, 0) == bytes.count
        else { fatalError("input file: \(errno)") }
    }

    static func structure(_ bytes: UnsafeRawBufferPointer) {
        fill(bytes)
        // The file is in memory: no system call fails but by what the bytes say.
        do { _ = try ScanStructure().examine(descriptor: file, size: Int64(bytes.count)) } catch {
            fatalError("\(error)")
        }
        _ = ForeignKind(head: Array(bytes.prefix(ScanStructure.headBytes)))
    }

    static func decode(_ bytes: UnsafeRawBufferPointer, as mediaType: MediaType) {
        fill(bytes)
        _ = PageImage.silence
        do throws(ScanFault) {
            let scan = try GreffeReading.ScanBytes(descriptor: file)
            switch mediaType {
            case .pdf: return try pdf(scan)
            case .tiff: pages(of: try TiffPages(scan, limits: limits))
            case .jpeg, .png: pages(of: try PicturePage(scan, as: mediaType, limits: limits))
            }
        } catch { return }
    }

    private static func pages(of source: some PageSource) {
        for number in 1...min(source.pageCount, pagesMax) {
            do throws(ScanFault) { use(try source.page(number)) } catch { continue }
        }
    }

    private static func use(_ page: ScanPage) {
        precondition(page.image.width > 0 && page.image.height > 0)
        _ = PageResolution.of(page)
    }

    /// All but the drawing: pdftoppm is no code of ours, and each start costs as much as a thousand tries.
    private static func pdf(_ scan: GreffeReading.ScanBytes) throws(ScanFault) {
        let file = try PdfFile(scan.bytes)
        guard let count = file.pageCount, count > 0, !PdfFile.failed(file.inheritAttributes()) else { return }
        for number in 1...min(count, pagesMax) {
            let page = file.page(number)
            let frame = PdfFrame(page)
            do throws(ScanFault) {
                if let placed = PdfPages.onlyImage(of: page, frame: frame),
                    let image = try PdfImage.decode(placed, frame: frame, page: number, limits: limits)
                {
                    use(image)
                }
            } catch { continue }
            _ = file.alone(page)
        }
    }

    static func drawing(_ bytes: UnsafeRawBufferPointer) { _ = PdfDrawing(bytes) }
}

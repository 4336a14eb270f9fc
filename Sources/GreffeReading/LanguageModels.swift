import Glibc
import GreffeCore

/// Tesseract's trained models, opened before the worker gives up opening files, and read when a language first occurs.
package final class LanguageModels {
    /// The models a worker may ever need, by Tesseract's names: of the languages it knows, and of orientation.
    static let names = PageRecogniser.models.values.sorted() + ["osd"]

    /// Largest model of tessdata_best is 40 MB.
    private static let bytesMax = 128 << 20

    private let descriptors: [String: Int32]

    /// Opens what is installed; a model that is not is missed when a scan asks for it.
    package init() {
        let folder = Self.folder
        var descriptors: [String: Int32] = [:]
        for name in Self.names {
            let descriptor = open("\(folder)/\(name).traineddata", O_RDONLY | O_CLOEXEC | O_NOCTTY)
            if descriptor >= 0 { descriptors[name] = descriptor }
        }
        self.descriptors = descriptors
    }

    deinit {
        for descriptor in descriptors.values { close(descriptor) }
    }

    private static var folder: String {
        if let prefix = getenv("TESSDATA_PREFIX") {
            let folder = String(cString: prefix)
            return access(folder + "/tessdata", R_OK) == 0 ? folder + "/tessdata" : folder
        }
        return "/usr/share/tesseract-ocr/5/tessdata"
    }

    /// Nil when it is not installed, or no model.
    func bytes(_ name: String) -> [UInt8]? {
        guard let descriptor = descriptors[name] else { return nil }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = pread(descriptor, &chunk, chunk.count, off_t(bytes.count))
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return nil }
            if count == 0 { return bytes.isEmpty ? nil : bytes }
            bytes += chunk[0..<count]
            if bytes.count > Self.bytesMax { return nil }
        }
    }
}

package import GreffeCore

/// Why a file in a watch folder is not taken in, as its owner, the ledger and scripts are told.
package enum Refusal: Hashable, Sendable {
    /// No bytes at all.
    case empty
    /// The content is of another kind, by its first bytes; the name does not count.
    case notAScan(ForeignKind)
    /// The file ends before its own structure does, and nobody has written to it for a while.
    case truncated(MediaType)
    /// The structure contradicts itself: a directory that loops, a page without a size.
    case damaged(MediaType)
    case encrypted
    /// A page that would unfold to more pixels than any sheet of paper has.
    case bomb(page: Int, pixelsMax: Int)
    case tooManyPages(max: Int)
    case tooLarge(bytesMax: Int64)
    /// The file cannot be opened or read; the system's own words say why.
    case unreadable(reason: String)
    /// The name is of something that holds no bytes of its own.
    case notAFile(Nature)
    /// The slip beside a scan could not be used.
    case slip(problem: String)

    /// What a name in a watch folder may be instead of a file.
    package enum Nature: String, Hashable, Sendable {
        case link, folder, pipe, socket, device
    }

    /// Stable; one a case.
    package var code: String {
        switch self {
        case .empty: "intake.empty"
        case .notAScan: "intake.not-a-scan"
        case .truncated: "intake.truncated"
        case .damaged: "intake.damaged"
        case .encrypted: "intake.encrypted"
        case .bomb: "intake.bomb"
        case .tooManyPages: "intake.too-many-pages"
        case .tooLarge: "intake.too-large"
        case .unreadable: "intake.unreadable"
        case .notAFile: "intake.not-a-file"
        case .slip: "intake.bad-slip"
        }
    }

    /// One plain sentence or two; names nobody and quotes nothing from the file.
    package var message: String {
        switch self {
        case .empty: "The file is empty."
        case .notAScan(.unknown): "The file is neither PDF, TIFF, JPEG nor PNG."
        case .notAScan(let kind): "The file is \(kind.rawValue), not a scan (PDF, TIFF, JPEG or PNG)."
        case .truncated(let type): "The \(type.shortName) file is incomplete: its end is missing."
        case .damaged(let type): "The \(type.shortName) file is damaged: its structure contradicts itself."
        case .encrypted: "The PDF is protected by a password or by restrictions."
        case .bomb(let page, let max):
            "Page \(page) claims more than \(max / 1_000_000) million pixels; no sheet of paper has that many."
        case .tooManyPages(let max): "The file has more than \(max) pages."
        case .tooLarge(let max): "The file is larger than \(max >> 20) MiB."
        case .unreadable(let reason): "The file cannot be read: \(reason)."
        case .notAFile(.link): "This is a symbolic link, and links are not followed."
        case .notAFile(.folder): "This is a folder with the name of a scan."
        case .notAFile(.pipe): "This is a named pipe, not a file."
        case .notAFile(.socket): "This is a socket, not a file."
        case .notAFile(.device): "This is a device, not a file."
        case .slip(let problem): "The slip beside the scan was not used: \(problem)."
        }
    }

    /// What to do next.
    package var hint: String {
        switch self {
        case .empty: "Scan the letter again; if it happens often, look at the scanner's disk and network."
        case .notAScan: "If it belongs to the mail, print it or export it as PDF, and drop that."
        case .truncated: "Scan the letter again; the writer may have been switched off or lost its network."
        case .damaged: "Compare with the paper and scan it again."
        case .encrypted: "Ask the sender for a copy without protection, or print and scan it."
        case .bomb: "Scan the page again at 300 dots per inch."
        case .tooManyPages: "Scan it in parts; a letter this long is usually a whole box."
        case .tooLarge: "Scan it in parts, or at 300 dots per inch."
        case .unreadable: "Give the account that runs greffe the right to read and remove files here."
        case .notAFile(.link): "Put the file itself into the watch folder."
        case .notAFile: "Remove it from the watch folder."
        case .slip: "If the scan itself was taken in, correct its particulars at the desk."
        }
    }
}

extension MediaType {
    /// As people call it.
    package var shortName: String {
        switch self {
        case .pdf: "PDF"
        case .tiff: "TIFF"
        case .jpeg: "JPEG"
        case .png: "PNG"
        }
    }
}

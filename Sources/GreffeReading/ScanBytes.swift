import CLinux
import Glibc
import GreffeCore

/// The scan's bytes, mapped, so that a large file costs memory only where it is looked at.
final class ScanBytes {
    let bytes: UnsafeRawBufferPointer

    /// - Parameter descriptor: an open file; its offset is neither used nor moved, and it may be closed afterwards.
    init(descriptor: Int32) throws(ScanFault) {
        let size = greffe_regular_size(descriptor)
        guard size >= 0 else { throw .damaged(page: 0) }
        guard size > 0 else { throw .empty }
        let count = Int(size)
        guard let address = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0), address != MAP_FAILED
        else { throw .damaged(page: 0) }
        bytes = UnsafeRawBufferPointer(start: address, count: count)
    }

    deinit { munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count) }

    var pointer: UnsafePointer<UInt8>? { bytes.assumingMemoryBound(to: UInt8.self).baseAddress }
}

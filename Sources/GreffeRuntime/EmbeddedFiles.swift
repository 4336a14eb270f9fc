import CEmbedded
package import GreffeCore

/// The files of workflows/, carried inside the programs: `greffe init` writes them into a new archive.
package enum EmbeddedFiles {
    package static func workflow(_ letterClass: LetterClass) -> [UInt8] {
        switch letterClass {
        case .claim: bytes(greffe_embedded_claim())
        case .order: bytes(greffe_embedded_order())
        case .invoice: bytes(greffe_embedded_invoice())
        case .other: bytes(greffe_embedded_other())
        }
    }

    /// The sample `greffe.yaml`, with `@WATCH@` where the watch folders go.
    package static var sampleConfiguration: [UInt8] { bytes(greffe_embedded_configuration()) }

    /// The classifier's model, `models/classifier.model`.
    package static var classifierModel: [UInt8] { bytes(greffe_embedded_classifier_model()) }

    /// Until when algorithms are believed to be good, `packaging/evidence/algorithms`.
    package static var algorithms: [UInt8] { bytes(greffe_embedded_algorithms()) }

    private static func bytes(_ file: greffe_embedded) -> [UInt8] {
        Array(UnsafeBufferPointer(start: file.bytes, count: file.length))
    }
}

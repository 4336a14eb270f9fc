import Glibc
package import GreffeCore
import GreffeProof
package import GreffeRegistry

/// An archive's folder as a person sees it before it is opened: `greffe.yaml` and `workflows/`.
package struct ArchiveFolder: Sendable {
    package let path: String

    package init(path: String) { self.path = path }

    package var configurationPath: String { "\(path)/\(VaultLayout.configuration)" }

    package func configuration() throws(ConfigurationError) -> Configuration {
        try Configuration.read(try contents(configurationPath), file: configurationPath)
    }

    package func workflows() throws(ConfigurationError) -> [LetterClass: Workflow] {
        var workflows: [LetterClass: Workflow] = [:]
        for letterClass in LetterClass.allCases {
            let file = workflowPath(letterClass)
            let workflow = try WorkflowFile.read(try contents(file), file: file)
            guard workflow.letterClass == letterClass else {
                throw ConfigurationError(
                    file: file,
                    problem: "class: \(workflow.letterClass.rawValue) in the file of \(letterClass.rawValue)",
                    hint: "the file's name and its class are the same")
            }
            workflows[letterClass] = workflow
        }
        return workflows
    }

    package func settings() throws(ConfigurationError) -> ArchiveSettings {
        let configuration = try configuration()
        return ArchiveSettings(
            organisation: configuration.organisation, languages: configuration.languages, workflows: try workflows(),
            sealAuthorities: try sealAuthorities(configuration), algorithms: try algorithms(configuration))
    }

    private func algorithms(_ configuration: Configuration) throws(ConfigurationError) -> AlgorithmList {
        var (file, bytes) = ("packaging/evidence/algorithms", EmbeddedFiles.algorithms)
        if let own = configuration.algorithms {
            file = own.hasPrefix("/") ? own : "\(path)/\(own)"
            bytes = try contents(file, bytesMax: AlgorithmList.bytesMax)
        }
        do { return try AlgorithmList(bytes: bytes) } catch {
            throw ConfigurationError(
                file: file, problem: "\(error)", hint: "docs/format/evidence-records.md has the form of the list")
        }
    }

    private func sealAuthorities(_ configuration: Configuration) throws(ConfigurationError) -> [SealAuthority] {
        var authorities: [SealAuthority] = []
        for settings in configuration.seals {
            var certificates: [X509Certificate] = []
            for anchor in settings.anchors {
                let file = anchor.hasPrefix("/") ? anchor : "\(path)/\(anchor)"
                let bytes = try contents(file, bytesMax: TrustAnchors.fileBytesMax)
                do { certificates += try TrustAnchors(pem: bytes).certificates } catch {
                    throw ConfigurationError(
                        file: file, problem: "\(error)", hint: "an anchor is one or more certificates in PEM form")
                }
            }
            authorities.append(
                SealAuthority(
                    name: settings.name, url: settings.url, anchors: TrustAnchors(certificates),
                    policy: settings.policy, isDeclaredQualified: settings.isQualified, algorithm: settings.algorithm))
        }
        return authorities
    }

    private func workflowPath(_ letterClass: LetterClass) -> String {
        "\(path)/\(VaultLayout.workflows)/\(letterClass.rawValue).yaml"
    }

    // MARK: Founding

    /// Founds an archive here: ledger and vault, then the sample configuration and the workflows, for a person to edit.
    /// - Parameters:
    ///   - origin: the log's name for its whole life.
    ///   - watched: folders to watch, by channel; the sample names them.
    package func found(
        origin: String, watched: [(channel: String, folder: String)], by: String, clock: any TimeSource
    ) throws {
        try Archive.found(root: path, origin: origin, clock: clock, about: ["by": .string(by.nfc)])
        try makeFolder("\(path)/\(VaultLayout.workflows)")
        for letterClass in LetterClass.allCases {
            try write(EmbeddedFiles.workflow(letterClass), to: workflowPath(letterClass))
        }
        let watch =
            watched.isEmpty
            ? "  # - folder: /var/spool/greffe/letters\n  #   channel: letters\n"
            : watched.map { "  - folder: \(quoted($0.folder))\n    channel: \(quoted($0.channel))\n" }.joined()
        let sample = String(decoding: EmbeddedFiles.sampleConfiguration, as: UTF8.self)
            .replacing("@WATCH@\n", with: watch)
        try write(Array(sample.utf8), to: configurationPath)
    }

    private func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }

    private func makeFolder(_ folder: String) throws(ConfigurationError) {
        guard mkdir(folder, 0o750) == 0 || errno == EEXIST else { throw failure(folder) }
    }

    /// A file somebody already put there is theirs, and stays.
    private func write(_ bytes: [UInt8], to file: String) throws(ConfigurationError) {
        let descriptor = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else {
            if errno == EEXIST { return }
            throw failure(file)
        }
        defer { close(descriptor) }
        guard bytes.withUnsafeBytes({ Glibc.write(descriptor, $0.baseAddress, $0.count) }) == bytes.count else {
            throw failure(file)
        }
    }

    private func contents(
        _ file: String, bytesMax: Int = YAMLCursor.bytesMax
    ) throws(ConfigurationError) -> [UInt8] {
        let descriptor = open(file, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(file) }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: bytesMax + 1)
        var filled = 0
        while filled < bytes.count {
            let count = bytes.withUnsafeMutableBytes {
                read(descriptor, $0.baseAddress?.advanced(by: filled), $0.count - filled)
            }
            guard count >= 0 else { throw failure(file) }
            if count == 0 { break }
            filled += count
        }
        return Array(bytes.prefix(filled))
    }

    private func failure(_ file: String) -> ConfigurationError {
        let number = errno
        return ConfigurationError(
            file: file, problem: String(cString: strerror(number)),
            hint: number == ENOENT
                ? "name the archive with --archive, or found one: greffe init" : "check the rights on the folder")
    }
}

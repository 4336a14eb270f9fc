package import GreffeIntake
package import Logging

/// The watch folders of an archive's configuration, ready to be run.
package struct WatchRoom {
    private let configuration: Configuration
    private let archive: String

    package init(configuration: Configuration, archive: String) {
        (self.configuration, self.archive) = (configuration, archive)
    }

    /// - Throws: `intake.overlap` when a watch folder and the archive, or two watch folders, lie one within the other.
    package func intakes(
        doorkeeper: Doorkeeper, reserve: DiskReserve, log: Logger
    ) throws(IntakeError) -> [Intake] {
        let folders = configuration.watch.map(Self.folder)
        try WatchFolder.checkOverlap(folders, outputs: [archive])
        return folders.map { folder in
            Intake(
                folder: folder, outputs: [archive], parseSlip: SlipFile.parse,
                report: { complaint in
                    // The reserve has told it once for all folders.
                    if complaint.code == DiskRoom.reserveCode { return }
                    // By place and code: the log holds no personal data, and a file's name may.
                    log.warning(
                        "watch folder", metadata: ["folder": "\(folder.path)", "code": "\(complaint.code)"])
                },
                room: { reserve.room() },
                take: { deliveries in
                    let taken = try await doorkeeper.take(deliveries)
                    for outcome in taken { log.info("taken in", metadata: Self.metadata(outcome, folder)) }
                    return taken
                },
                refuse: { rejection in
                    try await doorkeeper.refuse(rejection)
                    log.notice(
                        "refused", metadata: ["folder": "\(folder.path)", "code": "\(rejection.refusal.code)"])
                })
        }
    }

    private static func metadata(_ outcome: Intake.Taken, _ folder: WatchFolder) -> Logger.Metadata {
        switch outcome {
        case .accessioned(let number): ["folder": "\(folder.path)", "accession": "\(number)"]
        case .duplicate(let number): ["folder": "\(folder.path)", "duplicate": "\(number)"]
        case .alreadyOurs(let number): ["folder": "\(folder.path)", "again": "\(number)"]
        case .refused(let refusal): ["folder": "\(folder.path)", "code": "\(refusal.code)"]
        }
    }

    private static func folder(_ settings: WatchSettings) -> WatchFolder {
        WatchFolder(
            path: settings.folder,
            particulars: WatchFolder.Particulars(
                channel: settings.channel, device: settings.device, operatorName: settings.operator),
            usesEvents: settings.events, polling: Int64(settings.rescanSeconds) * 1000,
            settle: SettleRule(incompleteAfter: Int64(settings.incompleteSeconds) * 1000))
    }
}

/// The YAML of a slip beside a scan: keys and plain values.
enum SlipFile {
    static func parse(_ bytes: [UInt8]) throws -> [String: String] {
        let root = try YAMLCursor.document(bytes, file: "slip")
        var entries: [String: String] = [:]
        for (key, value) in try root.members() { entries[key] = try value.string() }
        return entries
    }
}

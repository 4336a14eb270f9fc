/// A folder that scanners write to, as configured.
package struct WatchFolder: Hashable, Sendable {
    /// What a folder says of everything dropped in it; nil where it says nothing.
    package struct Particulars: Hashable, Sendable {
        package var channel: String?
        package var device: String?
        package var operatorName: String?
        package var batch: String?

        package init(
            channel: String? = nil, device: String? = nil, operatorName: String? = nil, batch: String? = nil
        ) {
            (self.channel, self.device, self.operatorName, self.batch) = (channel, device, operatorName, batch)
        }

        /// These particulars, and the other's where these say nothing.
        func inheriting(_ other: Particulars) -> Particulars {
            Particulars(
                channel: channel ?? other.channel, device: device ?? other.device,
                operatorName: operatorName ?? other.operatorName, batch: batch ?? other.batch)
        }
    }

    /// A scanner's folder changes many times a minute, and listing 1,000 names takes a millisecond.
    package static let pollingDefault: Int64 = 10_000
    /// Where nothing says how the paper came.
    package static let channelDefault = "letters"
    /// Deeper trees are not a scanner's.
    static let depthMax = 8
    /// Each watched folder costs the kernel a kilobyte, and each is listed at every rescan.
    static let foldersMax = 4_096

    package var path: String
    package var particulars: Particulars
    /// Particulars of sub-folders by their path below this folder (`fax`, `fax/tours`); the nearest one counts.
    package var subfolders: [String: Particulars]
    package var isRecursive: Bool
    /// False for network shares, where events are not told.
    package var usesEvents: Bool
    /// Milliseconds between two rescans, which happen with events too.
    package var polling: Int64
    package var settle: SettleRule

    package init(
        path: String, particulars: Particulars = Particulars(), subfolders: [String: Particulars] = [:],
        isRecursive: Bool = true, usesEvents: Bool = true, polling: Int64 = pollingDefault,
        settle: SettleRule = SettleRule()
    ) {
        (self.path, self.particulars, self.subfolders) = (path, particulars, subfolders)
        (self.isRecursive, self.usesEvents, self.settle) = (isRecursive, usesEvents, settle)
        self.polling = max(polling, 1)
    }

    /// What the folders say of a file in this sub-folder; empty for the watch folder itself.
    func particulars(in subfolder: FileNameBytes) -> Particulars {
        var result = particulars
        var path: [UInt8] = []
        for component in subfolder.bytes.split(separator: UInt8(ascii: "/")) {
            path += (path.isEmpty ? [] : [UInt8(ascii: "/")]) + component
            if let text = String(validating: path, as: UTF8.self), let own = subfolders[text] {
                result = own.inheriting(result)
            }
        }
        return result
    }
}

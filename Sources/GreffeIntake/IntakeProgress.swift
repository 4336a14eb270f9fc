package import GreffeCore

/// What an intake has done and is doing, for the watchdog and for `greffe status`.
package struct IntakeProgress: Hashable, Sendable {
    package var folder: String
    /// When the loop last came round; one that is older than a few polling intervals has stuck.
    package var lastActivity: Timestamp?
    /// When the folder was last listed from end to end; nil before, and while it is not there.
    package var lastRescan: Timestamp?
    /// Until it was looked for the first time nobody says that it is missing.
    package var isFolderThere = true
    package var accessioned = 0
    package var duplicates = 0
    package var alreadyOurs = 0
    package var refused = 0
    /// Attempts that failed and are to be repeated.
    package var retries = 0
    /// Files seen that are not settled yet, or wait for another attempt; of thousands, as of the last rescan.
    package var waiting = 0
    /// Files that stay in the folder because they can be neither taken nor moved.
    package var left = 0
    /// Those that stand now, the oldest first.
    package var complaints: [Complaint] = []
    /// Some of the files lying in the folder, as of a second ago: those that stay, then those waiting longest.
    package var present: [Present] = []

    /// A file that lies in the folder now.
    package struct Present: Hashable, Sendable {
        package enum Standing: String, Hashable, Sendable {
            /// Not settled yet, or to be tried again.
            case waiting
            /// It can be neither taken nor moved; recorded where it was refused.
            case left
        }

        package var name: String
        /// Nil for the watch folder itself.
        package var subfolder: String?
        package var standing: Standing
    }

    package init(folder: String) { self.folder = folder }
}

/// What may still be taken in before the reserve of the archive's disk is touched.
package struct DiskRoom: Hashable, Sendable {
    /// Bytes; with none left, nothing is taken in, nor looked into.
    package var bytes: Int64
    /// Why there are none, for people: what is left of what.
    package var reason: String

    package init(bytes: Int64, reason: String = "") { (self.bytes, self.reason) = (bytes, reason) }

    /// Where nobody watches the disk.
    package static let unlimited = DiskRoom(bytes: .max)

    var isUsedUp: Bool { bytes <= 0 }

    /// Stable codes of the two complaints: about a folder whose drops all wait, and about one drop that is too large.
    package static let reserveCode = "intake.disk-reserve"
    static let tooLargeCode = "intake.no-room"
}

extension InboxWatcher {
    /// Tells once that nothing is taken in, and that it is over.
    func say(_ room: DiskRoom, now: Moment) {
        guard room.isUsedUp else { return complaints.settle(code: DiskRoom.reserveCode) }
        complaints.raise(
            nil, code: DiskRoom.reserveCode,
            message: "The archive's disk is nearly full (\(room.reason)); files stay in the watch folder, untouched.",
            hint: "Make room on the archive's disk, or enlarge it; greffe goes on by itself.", now: now.wall)
    }

    /// A drop that would not fit above the reserve waits, and holds up no smaller one.
    func giveBack(_ site: Site, _ identity: FileIdentity, _ room: DiskRoom, now: Moment) {
        postpone(site, identity, delay: Self.lookAgain, countsAsAttempt: false, now: now)
        complaints.raise(
            site, code: DiskRoom.tooLargeCode,
            message: "The archive's disk has no room for this file (\(room.reason)); it stays here.",
            hint: "Make room on the archive's disk, or enlarge it; greffe goes on by itself.", now: now.wall)
    }
}

import CLinux
import Glibc
import GreffeCore

extension InboxWatcher {
    /// Looks into the files that are due, the oldest first, until `max` findings are there.
    func collect(max: Int, now: Moment) -> [Finding] {
        guard let root else { return [] }
        guard left.count < Self.leftMax else {
            complaints.raise(
                nil, code: "intake.too-many-left",
                message: "More than \(Self.leftMax) files in \(watch.path) can be neither taken nor moved.",
                hint: "See to the complaints about single files; nothing more is taken from here until then.",
                now: now.wall, perRound: true)
            return []
        }
        queueDue(now)
        var folders = FolderCache(root: root)
        var findings: [Finding] = []
        while findings.count < max, let item = ready.popLast() {
            queued.remove(item.site)
            do throws(SystemError) {
                let folder = try folders.folder(item.site.subfolder)
                if let finding = try examine(item.site, in: folder, now: now) { findings.append(finding) }
            } catch {
                complain(item.site, error, now: now)
                watched[item.site]?.due = now.steadyMilliseconds + Self.lookAgain
            }
        }
        return findings
    }

    private func queueDue(_ now: Moment) {
        let before = ready.count
        for (site, entry) in watched where entry.due <= now.steadyMilliseconds && !queued.contains(site) {
            queued.insert(site)
            ready.append(Ready(modified: entry.seen.identity.modified, site: site))
        }
        if ready.count > before { ready.sort { Ready.precedes($1, $0) } }
    }

    private func examine(_ site: Site, in folder: Folder, now: Moment) throws(SystemError) -> Finding? {
        guard let status = try folder.status(site.fileName) else {
            forget(site)
            return nil
        }
        var entry = observe(site, status.identity, now: now)
        // Asked again below, when the file is open: the writer seen last time may have finished.
        entry.seen.hasWriter = nil
        if let nature = status.kind.nature { entry.seen.structure = .refused(.notAFile(nature)) }
        let verdict = watch.settle.verdict(entry.seen, now: now)
        if case .wait(let until) = verdict {
            keep(site, entry, until: until, now: now)
            return nil
        }
        if status.kind != .regular {
            guard case .refused(let refusal) = verdict else { return nil }
            return .refusedInPlace(status.identity, refusal, site)
        }
        let descriptor: Int32
        do { descriptor = try folder.openFile(site.fileName) } catch  where [EACCES, EPERM].contains(error.number) {
            // Some writers give others the right to read only when they have finished.
            entry.seen.structure = .incomplete(.unreadable(reason: error.reason))
            return conclude(site, entry, open: nil, now: now)
        }
        return conclude(site, entry, open: (descriptor, folder), now: now)
    }

    /// Lets the rule decide on an opened file; closes the descriptor unless a drop takes it over.
    private func conclude(
        _ site: Site, _ seen: Watched, open: (descriptor: Int32, folder: Folder)?, now: Moment
    ) -> Finding? {
        var entry = seen
        var drop: Drop?
        if let open {
            let place = Drop.Place(watchFolder: watch.path, subfolder: site.subfolder, name: site.originalName)
            let opened = Drop(
                place: place, descriptor: open.descriptor, identity: entry.seen.identity, folder: open.folder,
                fileName: site.fileName)
            do throws(SystemError) {
                let status = try FileStatus(descriptor: open.descriptor)
                guard status.identity == entry.seen.identity else {
                    observe(site, status.identity, now: now)
                    return nil
                }
                if entry.seen.structure == nil || entry.seen.structure?.isUnreadable == true {
                    entry.seen.structure = try structure.examine(
                        descriptor: open.descriptor, size: status.identity.size)
                }
            } catch {
                complain(site, error, now: now)
                keep(site, entry, until: now.steadyMilliseconds + Self.lookAgain, now: now)
                return nil
            }
            let answer = greffe_watch_has_writer(open.descriptor)
            entry.seen.hasWriter = answer < 0 ? nil : answer == 1
            drop = opened
        }
        switch watch.settle.verdict(entry.seen, now: now) {
        case .settled(let shape): if let drop { return .scan(drop, shape, site) }
        case .refused(let refusal):
            if let drop { return .refused(drop, refusal, site) }
            return .refusedInPlace(entry.seen.identity, refusal, site)
        case .wait(let until): keep(site, entry, until: until, now: now)
        case .examine: keep(site, entry, until: now.steadyMilliseconds + Self.lookAgain, now: now)
        }
        return nil
    }

    private func keep(_ site: Site, _ seen: Watched, until: Int64, now: Moment) {
        var entry = seen
        entry.due = until
        watched[site] = entry
        guard now.steadyMilliseconds - entry.seen.firstSeen >= Self.restlessAfter else { return }
        complaints.raise(
            site, code: "intake.restless", message: "This file has been changing for a quarter of an hour or more.",
            hint: "See which program writes to it, and whether a network share is mounted with stable inode numbers.",
            now: now.wall)
    }
}

extension InboxWatcher {
    /// Shown of each kind; what is more is counted. A person looks at the first few.
    static let presentMax = 100

    /// What lies in the folder now, as far as it is shown.
    func present() -> [IntakeProgress.Present] {
        func shown(_ site: Site, _ standing: IntakeProgress.Present.Standing) -> IntakeProgress.Present {
            IntakeProgress.Present(
                name: site.originalName.display,
                subfolder: site.subfolder.bytes.isEmpty ? nil : site.subfolder.display, standing: standing)
        }
        let waiting =
            ready.filter { watched[$0.site] == nil }
            + watched.map { Ready(modified: $0.value.seen.identity.modified, site: $0.key) }
        return left.keys.prefix(Self.presentMax).map { shown($0, .left) }
            + waiting.sorted(by: Ready.precedes).prefix(Self.presentMax).map { shown($0.site, .waiting) }
    }
}

extension ScanVerdict {
    /// Decided because the file could not be opened, not by its content.
    fileprivate var isUnreadable: Bool { if case .incomplete(.unreadable) = self { true } else { false } }
}

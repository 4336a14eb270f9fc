import GreffeCore

extension InboxWatcher {
    /// Lists the folder and its sub-folders; costs one `stat` a name.
    func rescan(_ now: Moment) {
        nextRescan = now.steadyMilliseconds + watch.polling
        // What events told before is covered by the listing.
        _ = events?.take()
        again = []
        guard openRoot(now), let root else { return }
        round += 1
        (hasMore, seen) = (false, 0)
        var oldest: [Ready] = []
        var folders = 1
        var stack: [(folder: Folder, path: FileNameBytes, depth: Int)] = [(root, FileNameBytes(""), 0)]
        while let (folder, path, depth) = stack.popLast() {
            do { try events?.watch(folder, as: path) } catch { complainOfEvents(error, now: now) }
            var below: [FileNameBytes] = []
            list(folder, path, now: now, oldest: &oldest, below: &below)
            guard watch.isRecursive, depth < WatchFolder.depthMax else { continue }
            for name in below {
                let path = path.appending(name)
                folders += 1
                guard folders <= WatchFolder.foldersMax else { return complainOfFolders(now) }
                do { stack.append((try folder.folder(name), path, depth + 1)) } catch {
                    complain(Site(subfolder: path, fileName: FileNameBytes(".")), error, now: now)
                }
            }
        }
        endRescan(oldest, now: now)
    }

    private func endRescan(_ oldest: [Ready], now: Moment) {
        // While nothing is handed on, as with a full disk, further rescans must not add to it.
        let room = max(0, Self.readyMax - ready.count)
        keepOldest(oldest, limit: room).forEach { queued.insert($0.site).inserted ? ready.append($0) : () }
        ready.sort { Ready.precedes($1, $0) }
        for (site, entry) in left where entry.round != round { forget(site) }
        complaints.endRound()
        lastRescan = now.wall
    }

    /// Opens the folder by its path each time: it may have been unmounted, or another may be there now.
    private func openRoot(_ now: Moment) -> Bool {
        do throws(IntakeError) {
            let opened: Folder
            do { opened = try Folder.open(path: FileNameBytes(watch.path)) } catch {
                throw .folderUnavailable(folder: watch.path, reason: error.reason)
            }
            if root.map({ $0.identity.isSameFile(as: opened.identity) }) != true {
                try WatchFolder.checkOverlap([watch], outputs: outputs)
                events = nil
                root = opened
            }
            openEvents(now: now)
            complaints.settle(code: IntakeError.folderUnavailable(folder: "", reason: "").code)
            complaints.settle(code: IntakeError.overlap(folder: "", other: "").code)
            return true
        } catch {
            complaints.raise(nil, error, now: now.wall)
            (root, events, ready, queued, watched, hasMore) = (nil, nil, [], [], [:], false)
            return false
        }
    }

    private func list(
        _ folder: Folder, _ path: FileNameBytes, now: Moment, oldest: inout [Ready], below: inout [FileNameBytes]
    ) {
        var slips: [FileNameBytes] = []
        do throws(SystemError) {
            try folder.eachName { name in
                let rule = NameRule(name)
                if rule == .slip { slips.append(name) }
                if rule == .skipped || rule == .slip { return }
                let site = Site(subfolder: path, fileName: name)
                do throws(SystemError) {
                    guard let status = try folder.status(name) else { return }
                    if status.kind == .folder {
                        if name != NameRule.rejected { below.append(name) }
                        // Folders are what recursion is for; only one that passes for a scan is remarkable.
                        guard NameRule.looksLikeScan(name) else { return }
                    }
                    seen += 1
                    if let entry = left[site], isToBeTriedAgain(entry, in: folder, now: now) { left[site] = nil }
                    if let candidate = notice(site, status, now: now, isRescan: true) { oldest.append(candidate) }
                    if oldest.count >= 2 * Self.readyMax { oldest = keepOldest(oldest, limit: Self.readyMax) }
                } catch { complain(site, error, now: now) }
            }
        } catch { complain(Site(subfolder: path, fileName: FileNameBytes(".")), error, now: now) }
        for slip in slips { checkOrphan(slip, in: folder, path, now: now) }
    }

    private func keepOldest(_ candidates: [Ready], limit: Int) -> [Ready] {
        guard candidates.count > limit else { return candidates }
        hasMore = true
        return Array(candidates.sorted(by: Ready.precedes).prefix(limit))
    }

    /// Takes up a name that was seen.
    /// - Returns: the candidate when it may be settled already and needs no observation.
    private func notice(_ site: Site, _ status: FileStatus, now: Moment, isRescan: Bool) -> Ready? {
        if left[site]?.identity == status.identity {
            left[site]?.round = round
            return nil
        }
        if left[site] != nil { forget(site) }
        if watched[site] != nil {
            observe(site, status.identity, now: now)
            return nil
        }
        let isQueued = queued.contains(site)
        if isRescan, !isQueued, status.kind == .regular, SettleRule.liesStill(status.identity, now: now) {
            return Ready(modified: status.identity.modified, site: site)
        }
        if watched.count < Self.watchedMax {
            observe(site, status.identity, now: now)
        } else if isRescan, !isQueued {
            hasMore = true
        }
        return nil
    }

    /// Enters what was seen of a name; a change starts its quiet time anew.
    @discardableResult func observe(_ site: Site, _ identity: FileIdentity, now: Moment) -> Watched {
        let steady = now.steadyMilliseconds
        var entry =
            watched[site]
            ?? Watched(
                seen: SettleRule.Observation(identity: identity, firstSeen: steady, lastChange: steady),
                due: steady + watch.settle.quiet)
        if entry.seen.identity != identity {
            entry.seen.identity = identity
            entry.seen.lastChange = steady
            (entry.seen.structure, entry.seen.hasWriter) = (nil, nil)
            entry.due = steady + watch.settle.quiet
            entry.attempts = 0
        }
        watched[site] = entry
        return entry
    }

    /// Looks at the names that events told of.
    func lookAtHints(_ now: Moment) {
        guard let root else { return }
        let sites = (events?.take().sites ?? []).union(again)
        again = []
        var folders = FolderCache(root: root)
        for site in sites {
            do {
                guard let status = try folders.folder(site.subfolder).status(site.fileName) else {
                    forget(site)
                    continue
                }
                if status.kind != .folder { _ = notice(site, status, now: now, isRescan: false) }
            } catch { continue }  // The rescan will say what is wrong with the folder.
        }
    }

    /// A slip that has lain alone for a while was misnamed, or its scan never came.
    private func checkOrphan(_ slip: FileNameBytes, in folder: Folder, _ path: FileNameBytes, now: Moment) {
        guard let status = try? folder.status(slip), SettleRule.liesStill(status.identity, now: now),
            !Slip.hasScan(slip, in: folder)
        else { return }  // A slip that cannot be looked at is no concern without its scan.
        complaints.raise(
            Site(subfolder: path, fileName: slip), code: "intake.slip-without-scan",
            message: "There is no scan beside this slip.",
            hint: "Name the slip like the scan with .yaml behind it, or remove it.", now: now.wall, perRound: true)
    }

    func complain(_ site: Site, _ error: SystemError, now: Moment) {
        let place = Drop.Place(watchFolder: nil, subfolder: site.subfolder, name: site.originalName)
        complaints.raise(
            site, IntakeError.fileUnavailable(name: place.display, reason: error.reason), now: now.wall, perRound: true)
    }

    private func complainOfFolders(_ now: Moment) {
        complaints.raise(
            nil, code: "intake.too-many-folders",
            message: "\(watch.path) has more than \(WatchFolder.foldersMax) sub-folders; the others are not watched.",
            hint: "Watch fewer folders, or clear away those no longer used.", now: now.wall, perRound: true)
    }
}

/// Folders opened for one round of looks.
struct FolderCache {
    /// Descriptors held at a time; a process has 1,024 by default.
    static let max = 64

    let root: Folder
    private var folders: [FileNameBytes: Folder] = [:]

    init(root: Folder) { self.root = root }

    /// Opens a sub-folder step by step, following no link.
    mutating func folder(_ path: FileNameBytes) throws(SystemError) -> Folder {
        if let known = folders[path] { return known }
        var folder = root
        for component in path.bytes.split(separator: UInt8(ascii: "/")) {
            folder = try folder.folder(FileNameBytes(bytes: component))
        }
        if folders.count >= Self.max { folders = [:] }
        folders[path] = folder
        return folder
    }
}

import GreffeCore

extension Intake {
    enum Outcome { case someDone, allFailed }

    /// A delivery with what is needed to clear it away.
    struct Prepared: Sendable {
        let delivery: Delivery
        let site: Site
        let slip: Slip?
        let slipProblem: String?
    }

    /// Hands over what was found, and clears away what was taken or refused.
    func handle(_ findings: [InboxWatcher.Finding]) async throws(IntakeError) -> Outcome {
        var done = 0
        var prepared: [Prepared] = []
        var room = self.room()
        for finding in findings {
            switch finding {
            case .scan(let drop, _, let site) where drop.identity.size > room.bytes:
                await withWatcher { [room, clock] in $0.giveBack(site, drop.identity, room, now: clock()) }
                done += 1
            case .scan(let drop, let shape, let site):
                room.bytes -= drop.identity.size
                if let next = await prepare(drop, shape, site) { prepared.append(next) } else { done += 1 }
            case .refused(let drop, let refusal, let site):
                done += try await reject(drop, await provenance(ofRefused: drop, site), refusal, site) ? 1 : 0
            case .refusedInPlace(let identity, let refusal, let site):
                done += try await rejectInPlace(identity, refusal, site) ? 1 : 0
            }
        }
        done += try await handOver(prepared)
        return done > 0 ? .someDone : .allFailed
    }

    private func particulars(_ site: Site) -> WatchFolder.Particulars { folder.particulars(in: site.subfolder) }

    /// With what a slip tells: a refused file counts in its batch.
    private func provenance(ofRefused drop: Drop, _ site: Site) async -> Provenance {
        await withWatcher { [self] _ in
            let particulars = particulars(site)
            guard case .usable(let slip) = Slip.find(for: drop, quiet: 0, now: clock(), parse: parseSlip) else {
                return drop.provenance(particulars)
            }
            var provenance = drop.provenance(slip.entries.particulars.inheriting(particulars))
            slip.entries.complete(&provenance)
            return provenance
        }
    }

    /// Joins the slip; nil when the slip is still being written, and the scan waits for it.
    private func prepare(_ drop: Drop, _ shape: ScanShape, _ site: Site) async -> Prepared? {
        await withWatcher { [self] watcher in
            let now = clock()
            var particulars = particulars(site)
            var (slip, problem): (Slip?, String?) = (nil, nil)
            var entries = Slip.Entries()
            switch Slip.find(for: drop, quiet: folder.settle.quiet, now: now, parse: parseSlip) {
            case .none: break
            case .unsettled:
                watcher.postpone(
                    site, drop.identity, delay: max(folder.settle.quiet, 1), countsAsAttempt: false, now: now)
                return nil
            case .usable(let found):
                (slip, entries) = (found, found.entries)
                particulars = found.entries.particulars.inheriting(particulars)
            case .unusable(let found, let why): (slip, problem) = (found, why)
            }
            var provenance = drop.provenance(particulars)
            entries.complete(&provenance)
            provenance.slipProblem = problem
            return Prepared(
                delivery: Delivery(drop: drop, shape: shape, provenance: provenance), site: site, slip: slip,
                slipProblem: problem)
        }
    }

    /// All together first; if that fails, one by one, so that a file that cannot be taken holds up no other.
    /// - Returns: how many were dealt with.
    private func handOver(_ batch: [Prepared]) async throws(IntakeError) -> Int {
        if batch.isEmpty { return 0 }
        do {
            let taken = try await take(batch.map(\.delivery))
            guard taken.count == batch.count else { throw MiscountedOutcomes() }
            for (next, outcome) in zip(batch, taken) { try await clear(next, outcome) }
            await syncFolders(batch)
            return batch.count
        } catch let error as IntakeError {
            throw error
        } catch {
            if let error = error as? any GreffeError, error.fate == .halt { throw .stopped(error) }
            if Task.isCancelled { return 0 }
            if let only = batch.first, batch.count == 1 {
                await postpone(only, error)
                return 0
            }
            var done = 0
            for single in batch { done += try await handOver([single]) }
            return done
        }
    }

    private struct MiscountedOutcomes: Error {}

    private func postpone(_ failed: Prepared, _ error: any Error) async {
        let place = failed.delivery.drop.place.display
        let told =
            error as? any GreffeError
            ?? IntakeError.fileUnavailable(name: place, reason: "the register could not take it")
        await postpone(failed.site, failed.delivery.drop.identity, told)
    }

    private func postpone(_ site: Site, _ identity: FileIdentity, _ error: any GreffeError) async {
        count { $0.retries += 1 }
        await withWatcher { [self] watcher in
            let now = clock()
            watcher.postpone(
                site, identity, delay: backoff.delay(attempt: watcher.attempts(site)), countsAsAttempt: true, now: now)
            watcher.complaints.raise(
                site, code: error.code, message: error.message, hint: error.hint, now: now.wall)
        }
    }

    /// The letter is ours: only now does its file leave the folder.
    private func clear(_ taken: Prepared, _ outcome: Taken) async throws(IntakeError) {
        switch outcome {
        case .accessioned: count { $0.accessioned += 1 }
        case .duplicate: count { $0.duplicates += 1 }
        case .alreadyOurs: count { $0.alreadyOurs += 1 }
        case .refused(let refusal):
            _ = try await reject(
                taken.delivery.drop, taken.delivery.provenance, refusal, taken.site, isRecorded: true)
            return
        }
        await withWatcher { [self] watcher in
            let now = clock()
            depart(taken.delivery.drop, taken.site, watcher, now) { drop throws(IntakeError) in try drop.remove() }
            clear(taken.slip, problem: taken.slipProblem, taken.site, watcher, now)
        }
    }

    /// The slip goes with its scan; one that could not be used is kept for a person to look at.
    private func clear(_ slip: Slip?, problem: String?, _ site: Site, _ watcher: InboxWatcher, _ now: Moment) {
        guard let slip, !slip.isStillNeeded else { return }
        do {
            if let problem {
                _ = try slip.file.reject(.slip(problem: problem), at: now.wall)
            } else {
                _ = try slip.file.remove()
            }
        } catch {
            let slipSite = Site(subfolder: site.subfolder, fileName: slip.file.fileName)
            watcher.complaints.raise(slipSite, error, now: now.wall, perRound: true)
        }
    }

    /// Lets a drop leave the folder, and keeps in mind what came of it.
    private func depart(
        _ drop: Drop, _ site: Site, _ watcher: InboxWatcher, _ now: Moment,
        _ leave: (Drop) throws(IntakeError) -> Departure
    ) {
        do {
            switch try leave(drop) {
            case .removed, .rejected, .alreadyGone: watcher.forget(site)
            case .replaced: watcher.lookAnew(site)
            case .changed:
                watcher.lookAnew(site)
                watcher.complaints.raise(
                    site, code: "intake.changed-after-taking",
                    message: "This file was written to after it had been taken in; it will come in once more.",
                    hint: "Compare the two letters; raise the folder's quiet time if it happens again.", now: now.wall)
            }
        } catch {
            watcher.leave(site, drop, now: now)
            watcher.complaints.raise(site, error, now: now.wall)
        }
    }

    /// Records a refusal, then moves the file to `rejected/`.
    /// - Returns: whether it was recorded.
    private func reject(
        _ drop: Drop, _ provenance: Provenance, _ refusal: Refusal, _ site: Site, isRecorded: Bool = false
    ) async throws(IntakeError) -> Bool {
        if !isRecorded {
            let rejection = Rejection(drop: drop, refusal: refusal, provenance: provenance)
            guard try await record(rejection, site, drop.identity) else { return false }
        }
        count { $0.refused += 1 }
        await withWatcher { [self] watcher in
            let now = clock()
            depart(drop, site, watcher, now) { drop throws(IntakeError) in try drop.reject(refusal, at: now.wall) }
            // What the slip says is of use only beside its scan.
            if case .usable(let slip) = Slip.find(for: drop, quiet: 0, now: now, parse: { _ in [:] }) {
                clear(slip, problem: "its scan was refused", site, watcher, now)
            }
        }
        return true
    }

    private func rejectInPlace(
        _ identity: FileIdentity, _ refusal: Refusal, _ site: Site
    ) async throws(IntakeError) -> Bool {
        let place = Drop.Place(watchFolder: folder.path, subfolder: site.subfolder, name: site.originalName)
        let provenance = place.provenance(identity, token: identity.token(birth: 0), particulars(site))
        let rejection = Rejection(drop: nil, refusal: refusal, provenance: provenance)
        guard try await record(rejection, site, identity) else { return false }
        count { $0.refused += 1 }
        await withWatcher { [self] watcher in
            watcher.leave(site, identity)
            watcher.complaints.raise(
                site, code: refusal.code, message: refusal.message, hint: refusal.hint, now: clock().wall)
        }
        return true
    }

    /// - Returns: false when it could not be recorded and is to be tried again.
    private func record(
        _ rejection: Rejection, _ site: Site, _ identity: FileIdentity
    ) async throws(IntakeError) -> Bool {
        do {
            try await refuse(rejection)
            return true
        } catch {
            let told =
                error as? any GreffeError
                ?? IntakeError.fileUnavailable(
                    name: site.originalName.display, reason: "its refusal could not be recorded")
            if told.fate == .halt { throw .stopped(told) }
            if !Task.isCancelled { await postpone(site, identity, told) }
            return false
        }
    }

    /// One sync a folder makes all removals of a batch durable. Should it fail, or power be cut before, the files come
    /// back and are known by their tokens.
    private func syncFolders(_ batch: [Prepared]) async {
        await withWatcher { [self] watcher in
            var synced: Set<FileNameBytes> = []
            for entry in batch where synced.insert(entry.site.subfolder).inserted {
                do throws(IntakeError) { try entry.delivery.drop.syncFolder() } catch {
                    watcher.complaints.raise(nil, error, now: clock().wall, perRound: true)
                }
            }
        }
    }
}

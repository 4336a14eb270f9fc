package import GreffeCore

/// Figures for `greffe stats`.
package struct IndexStatistics: Hashable, Sendable {
    package struct Count: Hashable, Sendable {
        package var key: String
        package var letters: Int
    }

    /// Of the letters given a confidence in a band, how many a person put right.
    package struct Reliability: Hashable, Sendable {
        /// The band's lower and upper bound, 0 to 1; the upper one belongs to the next band.
        package var from: Double
        package var to: Double
        package var letters: Int
        package var corrected: Int
        /// Mean confidence given; the share left as it was should be about this.
        package var meanConfidence: Double
    }

    package var letters: Int
    package var byPhase: [Count]
    /// Letters not yet understood are under `""`.
    package var byClass: [Count]
    package var byChannel: [Count]
    /// By day of reception (UTC), oldest first.
    package var byDay: [Count]
    package var filed: Int
    package var straightThrough: Int
    package var classReliability: [Reliability]
    package var customerReliability: [Reliability]
    package var reviewReasons: [Count]

    /// 0 to 1; nil while nothing is filed.
    package var straightThroughRate: Double? { filed == 0 ? nil : Double(straightThrough) / Double(filed) }
}

/// Figures for `greffe status`.
package struct IndexCounts: Hashable, Sendable {
    package var letters = 0
    package var dueReading = 0
    package var dueUnderstanding = 0
    package var dueFiling = 0
    package var review = 0
    package var quarantined = 0
    package var filed = 0
    package var rejected = 0
    package var held = 0
    package var erased = 0
    /// Files turned away at the door, and files that came twice.
    package var dropsRejected = 0
    package var dropsDuplicate = 0
    /// Reception of the letter that has waited longest for the machine, and for a person.
    package var oldestDue: Timestamp?
    package var oldestReview: Timestamp?
    package var lastAccession: AccessionNumber?

    package var backlog: Int { dueReading + dueUnderstanding + dueFiling }

    package init() {}
}

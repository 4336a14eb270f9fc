/// What a class of letter needs and where it goes; read from `workflows/<class>.yaml`.
package struct Workflow: Hashable, Sendable {
    package var letterClass: LetterClass
    /// Version of the file, recorded in every decision taken under it.
    package var version: String
    /// Bars, 0 to 1: below them a person decides.
    package var classConfidenceMin: Double
    package var customerConfidenceMin: Double
    /// Whether a letter may be filed without a customer of the directory (an unknown supplier's bill).
    package var customer: CustomerNeed
    /// Fields without which the class cannot be worked on, each with its own bar.
    package var fields: [RequiredField]
    /// Pages read worse than this (mean word confidence, 0 to 100) wait for a person.
    package var readingConfidenceMin: Double
    package var department: String
    /// Working or calendar days from reception within which the department must answer.
    package var deadline: Deadline?
    package var retention: RetentionRule
    /// Other rules a person may put a letter of this class under.
    package var retentionChoices: [RetentionRule]

    package init(
        letterClass: LetterClass, version: String, classConfidenceMin: Double, customerConfidenceMin: Double,
        customer: CustomerNeed, fields: [RequiredField], readingConfidenceMin: Double, department: String,
        deadline: Deadline?, retention: RetentionRule, retentionChoices: [RetentionRule] = []
    ) {
        (self.letterClass, self.version, self.classConfidenceMin) = (letterClass, version, classConfidenceMin)
        (self.customerConfidenceMin, self.customer, self.fields) = (customerConfidenceMin, customer, fields)
        (self.readingConfidenceMin, self.department) = (readingConfidenceMin, department)
        (self.deadline, self.retention, self.retentionChoices) = (deadline, retention, retentionChoices)
    }

    /// Every rule a letter of this class may be under, the ordinary one first.
    package var retentionRules: [RetentionRule] { [retention] + retentionChoices }
}

package enum CustomerNeed: String, Sendable, CaseIterable {
    /// A person finds the customer where the machine does not.
    case required
    /// Filed without one where the directory has none; an ambiguous one still goes to a person.
    case optional
}

package struct RequiredField: Hashable, Sendable {
    package var name: FieldName
    package var confidenceMin: Double
    package init(name: FieldName, confidenceMin: Double) { (self.name, self.confidenceMin) = (name, confidenceMin) }
}

package struct Deadline: Hashable, Sendable {
    package enum Days: String, Sendable, CaseIterable { case working, calendar }
    package var count: Int
    package var days: Days
    package init(count: Int, days: Days) { (self.count, self.days) = (count, days) }

    /// The last day, counted from the day after reception. Working days leave out Saturdays and Sundays; public
    /// holidays differ by country and are not left out, so a date is never later than the law's.
    package func date(from reception: CalendarDate) -> CalendarDate {
        guard days == .working else { return reception.adding(days: count) }
        var date = reception
        var left = count
        while left > 0 {
            date = date.adding(days: 1)
            if !date.isWeekend { left -= 1 }
        }
        return date
    }
}

extension Workflow {
    /// Why a person must look before this letter is filed; empty when nobody need.
    package func reviewReasons(
        for understanding: Understanding, reading: Reading
    ) -> [ReviewReason] {
        var reasons: [ReviewReason] = []
        if let confidence = reading.worstPageConfidence {
            if confidence < readingConfidenceMin { reasons.append(.readingPoor) }
            if reading.isIncomplete { reasons.append(.readingIncomplete) }
        } else {
            reasons.append(.nothingRead)
        }
        if reading.isDamagedFax { reasons.append(.faxDamaged) }
        if understanding.classification.confidence < classConfidenceMin { reasons.append(.classUnsure) }
        switch understanding.customer.outcome {
        case .matched:
            if let best = understanding.customer.customer, best.confidence < customerConfidenceMin {
                reasons.append(.customerUnsure)
            }
        case .ambiguous: reasons.append(.customerAmbiguous)
        case .unknown: if customer == .required { reasons.append(.customerUnknown) }
        }
        for field in fields {
            guard let value = understanding.fields[field.name] else {
                reasons.append(.fieldMissing(field.name))
                continue
            }
            if value.confidence < field.confidenceMin { reasons.append(.fieldUnsure(field.name)) }
        }
        return reasons
    }
}

package import GreffeCore

/// Reads `workflows/<class>.yaml` (docs/reference/workflows.md).
package enum WorkflowFile {
    package static func read(_ bytes: [UInt8], file: String) throws(ConfigurationError) -> Workflow {
        let root = try YAMLCursor.document(bytes, file: file)
        try root.mapping(known: [
            "class", "version", "department", "confidence", "customer", "fields", "deadline", "retention",
        ])
        let confidence = try root.required("confidence")
        try confidence.mapping(known: ["class", "customer", "reading"])
        return Workflow(
            letterClass: try root.required("class").choice(LetterClass.self),
            version: try root.required("version").string(),
            classConfidenceMin: try confidence.required("class").number(in: 0...1),
            customerConfidenceMin: try confidence.required("customer").number(in: 0...1),
            customer: try root.required("customer").choice(CustomerNeed.self),
            fields: try fields(root),
            readingConfidenceMin: try confidence.required("reading").number(in: 0...100),
            department: try root.required("department").string(),
            deadline: try deadline(root),
            retention: try retention(root), retentionChoices: try choices(root))
    }

    private static func fields(_ root: YAMLCursor) throws(ConfigurationError) -> [RequiredField] {
        guard let list = root.optional("fields") else { return [] }
        var fields: [RequiredField] = []
        for item in try list.list() {
            try item.mapping(known: ["name", "confidence"])
            let field = RequiredField(
                name: try item.required("name").choice(FieldName.self),
                confidenceMin: try item.required("confidence").number(in: 0...1))
            guard !fields.contains(where: { $0.name == field.name }) else {
                throw item.error("field \"\(field.name.rawValue)\" twice", hint: "keep one of the two")
            }
            fields.append(field)
        }
        return fields
    }

    private static func deadline(_ root: YAMLCursor) throws(ConfigurationError) -> Deadline? {
        guard let node = root.optional("deadline") else { return nil }
        try node.mapping(known: ["count", "days"])
        return Deadline(
            count: try node.required("count").integer(in: 1...3650),
            days: try node.required("days").choice(Deadline.Days.self))
    }

    private static let ruleKeys = ["rule", "starts", "years", "basis", "then", "year_closes", "source"]

    private static func retention(_ root: YAMLCursor) throws(ConfigurationError) -> RetentionRule {
        let node = try root.required("retention")
        try node.mapping(known: ruleKeys + ["choices"])
        return try rule(node)
    }

    private static func rule(_ node: YAMLCursor) throws(ConfigurationError) -> RetentionRule {
        RetentionRule(
            id: try node.required("rule").string(),
            start: try node.required("starts").choice(RetentionRule.Start.self),
            years: try node.required("years").integer(in: 0...300),
            basis: try node.required("basis").string(),
            disposition: try node.optional("then")?.choice(Disposition.self) ?? .destroy,
            yearClose: try yearClose(node),
            source: try node.optional("source")?.string() ?? "")
    }

    private static func yearClose(_ node: YAMLCursor) throws(ConfigurationError) -> YearClose {
        guard let cursor = node.optional("year_closes") else { return .december }
        let text = try cursor.string()
        guard let close = YearClose(text) else {
            throw cursor.error(
                "\"\(text)\" is not a day of every year", hint: "write month and day in quotes: \"06-30\"")
        }
        return close
    }

    private static func choices(_ root: YAMLCursor) throws(ConfigurationError) -> [RetentionRule] {
        let retention = try root.required("retention")
        guard let list = retention.optional("choices") else { return [] }
        var known = [try retention.required("rule").string()]
        var rules: [RetentionRule] = []
        for item in try list.list() {
            try item.mapping(known: ruleKeys)
            let rule = try rule(item)
            guard !known.contains(rule.id) else {
                throw item.error("rule \"\(rule.id)\" twice", hint: "each rule of a class has a name of its own")
            }
            known.append(rule.id)
            rules.append(rule)
        }
        return rules
    }
}

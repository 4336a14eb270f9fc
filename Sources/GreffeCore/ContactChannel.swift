/// How somebody was in touch with a customer other than by mail.
package enum ContactChannel: String, CaseIterable, Sendable, Codable { case phone, email, counter, chat }

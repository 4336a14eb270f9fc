extension Notion {
    /// The acts of everyday office mail that asks for no money and complains of nothing.
    var wordsOfOfficeActs: String {
        switch self {
        case .praises:
            """
            tiens a vous remercier, tenions a vous remercier, vous remercier pour, vous remercier de, un mot pour,
            mes remerciements, nos remerciements, vifs remerciements, sinceres remerciements, chaleureusement,
            gratitude,
            reconnaissance, transmettre mes felicitations, tenions a vous dire, tenais a vous dire,
            qualite de votre, votre professionnalisme, votre rapidite, votre efficacite, toute ma satisfaction,
            entiere satisfaction, recommanderai,
            sans histoire, rien a redire, tres contente, tres content, parfaitement, impeccable, formidable,
            grace a vous, dossier est clos, dossier clos, bien recu votre virement, bien recu le virement,
            bien recu votre cheque,
            est arrive, a ete regle, a ete reglee, est repare, sont terminees, comme neuve
            how grateful, thank you for the way, could not have been, pass on my thanks, pass my thanks, first-rate,
            recommend you, well done, delighted with, the matter is closed, all is well, very happy with, did the job
            herzlich bedanken, mochte mich bedanken, vielen dank fur die, ein lob, weiter so, sehr zufrieden,
            schnelle bearbeitung, zugige bearbeitung, unburokratisch*, hat alles geklappt, damit erledigt, empfehlen
            """
        case .endsContract:
            """
            resiliation de mon, resiliation du contrat, resilier mon, resilier le, je resilie, nous resilions,
            notifie la resiliation, vous informe de ma decision, ne souhaite pas renouveler, ne pas reconduire,
            mettre un terme, mettre fin a,
            prendra effet, date d'effet, confirmation de cette resiliation, prendre acte, vaut denonciation,
            code des assurances, certificat de radiation, cloturer mon, cloture de mon, cloturer le
            cancel my, notice that, do not wish to renew, terminate my, confirm in writing that, cancel the policy,
            closing my account, cancellation of my
            hiermit kundige, kundige ich, kundigung meiner, kundigung des, fristgerecht, zum nachstmoglichen,
            bestatigen sie mir die kundigung, vertragsende, einzugsermachtigung
            """
        case .asksInformation:
            """
            voudrais savoir, aimerais savoir, souhaiterais savoir, souhaite savoir, me dire si, nous dire si,
            m'indiquer si, me preciser, nous preciser, suis-je couvert, est-il couvert, sommes-nous couverts,
            est-ce que mon, est-ce que je,
            demande de renseignements, demande d'information, demande de rendez-vous, prendre rendez-vous,
            un rendez-vous, votre documentation, recevoir une documentation, merci de votre reponse,
            merci d'avance pour votre reponse,
            peut-on, puis-je, qui doit, a qui, dans quel delai, y a-t-il, existe-t-il
            i would like to know, i should like to know, could you tell me, can you tell me, let me know whether,
            am i covered, are we covered, i only wish to know, is it possible to, do you deliver,
            please advise whether, whether this
            gilt unsere, gilt meine, gilt die, bin ich versichert, sind wir versichert, konnen sie mir sagen,
            wurde ich gern wissen, mochte ich wissen, eine kurze auskunft, schriftliche auskunft, liefern sie auch,
            was passiert
            """
        case .asksPaper:
            """
            attestation d'assurance, une attestation, mon attestation, l'attestation, releve d'informations,
            releve d'information, carte verte, un duplicata, une copie de, un certificat, certificat de,
            justificatif de, m'adresser une attestation,
            besoin d'une attestation, faire parvenir une attestation, une attestation de
            certificate of, written evidence, confirmation of cover, proof of insurance, no-claims, a copy of my,
            letter confirming, issue a
            eine bescheinigung, bescheinigung uber, versicherungsbestatigung, nachweis uber, eine bestatigung uber,
            zweitschrift
            """
        case .sendsPapers:
            """
            veuillez trouver ci-joint, vous trouverez ci-joint, trouverez ci-jointe, trouverez ci-jointes,
            comme convenu, comme demande, pieces demandees, documents demandes, pieces complementaires,
            bordereau d'envoi, bordereau de transmission,
            nombre de pieces, pour attribution, bonne reception, ci-joint les, ci-joint la, ci-joint le, voici les,
            voici le, voici la, vous adresse ci-joint, vous transmets, vous remettre, faisant suite a votre demande,
            suite a votre demande, suite a notre entretien, l'original, copie recto verso, pour completer,
            je vous adresse sous ce pli
            as requested, as promised, i enclose, we enclose, please find attached, please find enclosed,
            documents you asked for, you asked for, herewith, completed form
            wie gewunscht, wie besprochen, wie vereinbart, anbei erhalten sie, anbei die, in der anlage,
            zu ihrer kenntnis, angeforderten, beigefugt erhalten sie, ubersendung von
            """
        case .announcesMove:
            """
            changement d'adresse, nouvelle adresse, nous demenageons, je demenage, nouveau domicile,
            changement de rib, changement de banque, nouvelles coordonnees, changement de nom,
            changement de situation, mise a jour de mon,
            merci de noter, noter notre, prendre note, mettre a jour mon, mettre a jour vos, modifier mes,
            a dater du, modification de mon contrat, modification de la clause, declarer comme conducteur,
            ajouter au contrat
            change of address, our new address, we are moving, we have moved, please note our, new bank details,
            change of name, update your records, please amend, please add
            neue anschrift, neue adresse, sind umgezogen, wir ziehen um, neue bankverbindung, bitte andern sie,
            bitte nehmen sie, ab sofort, anderung meiner
            """
        case .announcesDeath:
            """
            annoncer le deces, faire part du deces, informer du deces, le deces de, est decede, est decedee,
            acte de deces, certificat de deces, succession de, heritiers, ayants droit, la tristesse de
            death of my, death of our, passed away, has died, death certificate, executor, probate, late husband,
            late father, late mother
            ist verstorben, verstorben ist, sterbeurkunde, tod meines, tod meiner, nachlass, erben
            """
        case .applies:
            """
            candidature, lettre de motivation, curriculum vitae, mon cv, stage de, un stage, poste de,
            offre d'emploi, votre annonce, rejoindre votre, integrer votre, je cherche un emploi,
            entretien d'embauche, convention de stage, alternance
            my cv, apply for, application for the, position of, vacancy, references, work experience, interview,
            years' experience
            bewerbung als, bewerbe mich, lebenslauf, stellenanzeige, vorstellungsgesprach, praktikum
            """
        case .advertises:
            """
            sans engagement, profitez, decouvrez, offre speciale, dernier jours, derniers jours, jusqu'a,
            gratuitement, appelez-nous, appelez vite, des aujourd'hui, bon cadeau, code promo, livraison offerte,
            votre fidelite, cher client,
            chere cliente, simulation, etude gratuite, notre brochure, notre catalogue, prenez rendez-vous,
            l'equipe, facilites de paiement, a gagner, demonstration, fideles clients, satisfaction de nos clients,
            leader
            special offer, call free, free of charge, switch today, gift card, limited offer, offer ends,
            save up to, our brochure, terms apply, free information, dear homeowner, dear customer, visit our
            jetzt zugreifen, solange der vorrat, sichern sie sich, kostenlosen katalog, gunstiger, jetzt wechseln,
            neukundenbonus, besuchen sie, versandkostenfrei, liebe kunden
            """
        case .invites:
            """
            invitation, vous convier, vous inviter, avons le plaisir de vous, assemblee generale, ordre du jour,
            portes ouvertes, inauguration, cocktail, reponse souhaitee, meilleurs voeux, bonnes fetes, vous souhaite
            you are invited, request the pleasure, annual general meeting, open day, rsvp, best wishes,
            season's greetings
            laden wir sie, einladung zur, herzlich eingeladen, mitgliederversammlung, frohe weihnachten
            """
        case .notifies:
            """
            a compter du, a partir du, sera ferme, seront fermes, fermeture annuelle, interruption, circulaire,
            note d'information, lettre d'information, nous vous informons que, au sommaire,
            directeur de la publication, bulletin d'information,
            merci d'en informer, nous vous remercions de votre comprehension
            please be advised, will be closed, with effect from, in this issue, newsletter, to all our, bulletin
            wird geschlossen, ab dem, rundschreiben, in dieser ausgabe, kundeninformation, hinweis
            """
        case .courtActs:
            """
            tribunal judiciaire, tribunal de commerce, conseil de prud'hommes, cour d'appel, n rg, audience du,
            le greffier, greffe, jugement du, convocation, avis de renvoi, avis aux creanciers,
            declarer votre creance, mandataire judiciaire,
            saisie administrative, tiers detenteur, avis a tiers, curatelle, tutelle, tuteur, notaire,
            etude de maitre, reglement de cette succession, procuration, donne pouvoir, ordre de remplacement,
            mandat ci-joint, courtier exclusif
            county court at, notice of hearing, power of attorney, letter of authority, notice to creditors,
            court of protection, in the matter of
            amtsgericht, landgericht, insolvenzverfahren, aktenzeichen, geschaftsnummer, ladung, beschluss,
            vollmacht, bevollmachtige, gerichtsvollzieher, notariat
            """
        case .isPaper:
            """
            republique francaise, carte nationale, carte d'identite, permis de conduire,
            certificat d'immatriculation, acte de naissance, extrait d'acte, diplome de, releve de compte,
            solde precedent, nouveau solde, certificat medical,
            je soussigne, je soussignee, soussigne docteur, certifie que, certifie avoir, pour faire valoir,
            fait pour servir, questionnaire de sante, entre les soussignes, il a ete convenu, article 1,
            article 1er, certificat de conformite,
            attestation de, delivre le, prefecture
            driving licence, passport, birth certificate, statement of your, balance brought forward, paid in,
            paid out, this is to certify, date of birth, agreement between
            reisepass, personalausweis, fuhrerschein, geburtsurkunde, kontoauszug, hiermit bescheinige,
            ausgestellt am, gultig bis, zwischen der
            """
        case .misdelivered:
            """
            retour a l'envoyeur, retour a l'expediteur, n'habite pas, destinataire inconnu, pli non distribuable,
            non reclame, pli avise, boite non identifiable, defaut d'acces, par erreur, ne me concerne pas,
            ne nous concerne pas,
            l'ancien locataire, anciens locataires, sans l'ouvrir, corriger votre fichier,
            nous est parvenu par erreur, recu par erreur, vous est destine, npai, pnd
            return to sender, gone away, not known, addressee, not called for, meant for, not at this address,
            returned herewith, opened in error, previous tenant
            zuruck an absender, nicht zu ermitteln, unbekannt verzogen, annahme verweigert, nicht abgeholt,
            gehort nicht uns, falschlich*, irrtumlich zugestellt
            """
        case .personalData:
            """
            donnees personnelles, droit d'acces, article 15, article 17, article 21, rgpd, retirer de vos fichiers,
            ne plus recevoir, liste de diffusion, delegue a la protection
            subject access, personal data, remove me from, stop sending, data protection officer, unsubscribe
            dsgvo, personenbezogene, loschung meiner, auskunft uber meine, gespeicherten daten, keine werbung
            """
        default:
            """
            releve de compteur, index au, mon compteur, index releve, auto-releve, compteur n
            meter reading, date read, meter no
            zahlerstand, zahlernummer, abgelesen
            """
        }
    }
}

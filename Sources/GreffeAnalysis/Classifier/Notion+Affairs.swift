extension Notion {
    var wordsOfComplaint: String {
        switch self {
        case .anger:
            """
            inadmissible*, inacceptable*, scandal*, mecontent*, lamentable*, deplor*, decu*, decev*, honte*, honteu*, intolerable*, indigne*, incompeten*,
            incorrect*, desagreable*, impoli*, grossier*, mepris*, exaspere*, ras le bol, marre, excede*, stupefait*, stupeur, colere, anormal*,
            deception, regrettable, moque*, foutez, fichez, patience, inqualifiable, consterne*, indign*, desinvolt*, inconcevable, insupportable,
            raccroche*, serieux, manque de, vous moquez
            unacceptable, disgrace*, disgust*, appalling, disappoint*, angry, furious, rude*, shock*, outrag*, dissatisf*, unhappy, fed up, poor service,
            shambles, not good enough, incompeten*, ashamed, ridiculous, dismay*, unsatisfactory, ignored, hung up
            unzumutbar, unverschamt*, enttausch*, empor*, arger*, verarger*, unfreundlich*, frechheit, unerhort, inakzeptabel, unmoglich, skandal*, schamen,
            unakzeptabel, unzufrieden*, geduld, befremd*, zumutung, unhoflich*
            """
        case .contest:
            """
            contest*, desaccord, refuse de payer, refuse*, refus, ne suis pas d'accord, ne sommes pas d'accord, litige*, oppose*, je m'oppose, recuse*,
            pas accepter, n'accepte pas, exige*, exigeons, revoir votre position, reconsiderer, reexamen, reviser, conteste, injustifie*, abusif*, abusive*
            dispute*, disagree, contest*, reject your, refuse to pay, do not accept, cannot accept, reconsider, demand, challenge, unjustified, appeal
            widerspruch, widerspreche, widersprechen, nicht einverstanden, bestreit*, beanstand*, reklamier*, verlange, fordere, weigere, einspruch,
            nicht akzeptieren, ablehnung, zuruckweis*
            """
        case .error:
            """
            erreur*, errone*, a tort, indu*, indument, faux, fausse*, double, deux fois, trompe*, trop percu, surfactur*, au lieu de, pas la bonne,
            mauvais*, contraire*, inexact*, anomalie*, n'ai jamais signe, n'ai jamais commande, rectifi*, jamais souscrit, dysfonction*
            error*, mistake*, wrong*, incorrect*, overcharg*, twice, double, never ordered, instead of, should have been, not what, erroneous*, charged
            fehler*, falsch*, irrtum*, irrtumlich*, zu unrecht, doppelt, zweimal, statt, nie bestellt, unberechtigt*, korrigier*, zu viel, uberhoht*
            """
        case .late:
            """
            retard*, toujours pas, toujours rien, sans reponse, sans nouvelle*, j'attends, nous attendons, attends toujours, attendons toujours, depuis,
            semaines, mois apres, relance* restee*, restee sans, promis, promesse*, n'ai rien recu, rien recu, jamais recu, pas encore recu, delai*, tarde*,
            aucune reponse, n'est pas arrive*, aucune nouvelle
            late, delay*, still waiting, still not, no reply, no answer, have heard nothing, not arrived, never arrived, not received, waiting, promised,
            weeks ago, months ago, have not heard, no response, overdue, chased, chasing, since
            verspat*, verzug, immer noch, noch nicht, nicht eingetroffen, keine antwort, warte, warten, seit, wochen, vergeblich, versprochen, bis heute,
            noch immer, nicht erhalten, nicht angekommen, verzoger*
            """
        case .threat:
            """
            mise en demeure, mets en demeure, mettons en demeure, tribunal*, avocat*, mediateur, mediation, justice, association de consommateurs, ufc,
            dgccrf, saisir, saisirai, conciliateur, poursuite*, dommages et interets, plainte, voie judiciaire, huissier*, acpr, assign*, a defaut,
            repression des fraudes, signalerai, reseaux sociaux, journal
            ombudsman, solicitor*, court, legal action, trading standards, county court, small claims, legal advice, proceedings, without prejudice,
            final response, formal complaint, letter before action, regulator
            anwalt*, rechtsanwalt*, gericht*, klage, verbraucherzentrale, ombudsmann, ombudsstelle, rechtliche schritte, frist, fristsetzung, bafin,
            schlichtung*, in verzug, schadensersatz*
            """
        case .refund:
            """
            rembours*, indemnis*, dedommag*, geste commercial, reparation du prejudice, indemnite*, compens*, annuler la facture, remise a titre
            refund*, compensat*, reimburs*, money back, goodwill, indemn*, put right, make good
            erstatt*, ruckerstatt*, entschadig*, ersatz, kulanz*, wiedergutmach*, gutschreiben, minderung, zuruckzahl*
            """
        case .missing:
            """
            manqu*, manquant*, absent*, incomplet*, n'y avait pas, colis ouvert, seulement, moins que, introuvable*, perdu*, egare*
            missing, short, shortage, incomplete, only received, were not in, lost, not enclosed
            fehlt, fehlen, fehlend*, unvollstandig, fehlmenge, nur, verloren
            """
        default:
            """
            retour*, retourn*, renvoie, renvoyer, renvoyons, reprendre, reprise, venir chercher, echange*, tiens a votre disposition, bon de retour
            return*, sent back, send back, collect, collection, exchange, take back
            zuruck*, rucksend*, retour*, retoure, abhol*, umtausch*, rucknahme
            """
        }
    }

    var wordsOfAffairs: String {
        wordsOfContracts ?? wordsOfOccasions ?? wordsOfManners
    }

    private var wordsOfContracts: String? {
        switch self {
        case .cancel:
            """
            resili*, resiliation*, denonc*, mettre fin, fin du contrat, loi hamon, loi chatel, preavis, desabonn*, retract*, ne pas renouveler, a l'echeance,
            annul*, cloture*, cloturer, radiation
            terminat*, cancel*, notice of cancellation, not renew, give notice, notice period, close my account, closure, withdraw
            kundig*, kundigung*, widerruf*, nicht verlangern, beenden, vertragsende, stornier*, auflosung, schliessung
            """
        case .contract:
            """
            contrat*, police*, police n, souscri*, echeance annuelle, adherent*, assure*, societaire*, avenant
            contract*, policy, policies, policyholder*, insured, agreement
            vertrag*, police, versicherungsschein*, versicherungsnehmer*, versicherte*, vertragsnummer
            """
        case .certificate:
            """
            attestation*, certificat*, justificatif*, releve d'information*, releve de situation, duplicata, copie de, carte verte, extrait
            certificate*, proof of, confirmation of cover, no claims, no-claims, copy of, duplicate, green card, confirmation letter
            bescheinigung*, bestatigung*, nachweis*, zweitschrift, kopie, versicherungsbestatigung, auszug
            """
        case .address:
            """
            demenag*, changement d'adresse, nouvelle adresse, nouveau domicile, ancienne adresse, emmenag*, changement de coordonnees, changement de nom,
            changement de rib, nouveau rib, nouvelles coordonnees, mettre a jour, mariage, divorce, nom d'usage, nouveaux locaux, transfert
            change of address, new address, moved, moving, old address, change of name, married, maiden name, update my, update our, new bank details
            umzug, umgezogen, neue anschrift, neue adresse, adressanderung, anschriftenanderung, umziehen, heirat, namensanderung, neue bankverbindung
            """
        case .customer:
            """
            numero de client, n° client, client n°, compte client, code client, reference client
            customer number, account no, account number, customer no, our account
            kundennummer, kunden-nr, kunden nr, kundenkonto
            """
        case .quotation:
            """
            devis, offre de prix, proposition, offre n, chiffrage, estimation, tarifs, appel d'offres, marche
            quotation*, quote*, estimate*, proposal, tender, price list
            angebot*, kostenvoranschlag*, offerte, preisliste, ausschreibung, anfrage
            """
        case .accept:
            """
            bon pour accord, bon pour commande, accepte*, acceptons, accord, d'accord, lu et approuve, signe, signee, contresign*, valide*, validons,
            donnons suite, donne suite, conforme, go, retourne signe, vous retourne, confirmons, confirme, confirmation
            accept*, agreed, approve*, signed, countersign*, go ahead, proceed, confirm*, as quoted, as per your quotation
            einverstanden, angenommen, nehmen wir an, unterschrieben*, auftragserteilung, zustimm*, bestatig*, freigabe, gemass ihrem angebot, laut angebot
            """
        case .amend:
            """
            modifi*, modification*, ajouter, retirer, remplacer, avenant*, report*, beneficiaire*, clause, baisser, augmenter, passer de, a la place
            amend*, change*, alter*, beneficiary, add, remove, increase, reduce, postpone
            ander*, anderung*, begunstigt*, hinzufug*, erhoh*, reduzier*, verschieb*, umstell*
            """
        case .proxy:
            """
            procuration*, pouvoir, mandat, mandataire*, mandate*, courtier*, curatelle, tutelle, tuteur, curateur, ordre de remplacement, exclusif
            power of attorney, attorney, letter of authority, authorise*, broker*, on behalf of, guardian, appointed
            vollmacht*, bevollmacht*, makler*, betreuer*, betreuung*, maklermandat
            """
        case .privacy:
            """
            donnees personnelles, donnees, rgpd, droit d'acces, effacement, opposition, cnil, desinscri*, consentement, traitement
            personal data, gdpr, subject access, erasure, unsubscribe, opt out, consent, data protection, privacy
            datenschutz*, dsgvo, personenbezogen*, auskunft*, loschung, einwilligung, daten
            """
        case .meter:
            """
            releve de compteur, compteur*, index, auto-releve, releve
            meter, meter reading, reading, readings
            zahlerstand, zahlernummer, ablesung, zahler
            """
        case .law:
            """
            notaire*, maitre, etude, greffe, greffier, jugement, audience, juge, barreau, scp, selarl, creancier*, redressement, liquidation judiciaire, saisie*,
            administrateur, succession*, tresor public, prefecture, tiers detenteur, commissaire de justice
            notary, solicitors, executor*, probate, estate, hearing, court order, insolvency, creditors, administrator
            notar*, nachlass*, erbschein, amtsgericht, insolvenz*, erbe, erben, pfandung*, gerichtsvollzieher, aktenzeichen
            """
        default: nil
        }
    }

    private var wordsOfOccasions: String? {
        switch self {
        case .death:
            """
            deces, decede*, decedee*, defunt*, obseques, acte de deces, veuf, veuve, feu, condoleances, faire part, douleur, disparition, inhum*, funeraire*
            death, died, deceased, passed away, funeral, late husband, late wife, late father, late mother, widow*, bereave*, condolence*
            tod, verstorben*, gestorben, sterbeurkunde, witwe*, trauer*, beileid, beerdigung, bestattung*, todesfall
            """
        case .family:
            """
            mon mari, ma femme, mon epouse, mon epoux, mon fils, ma fille, ma mere, mon pere, ma grand-mere, notre fils, notre fille, mes parents, enfant*, mes enfants
            my husband, my wife, my son, my daughter, my mother, my father, our son, our daughter, children
            mein mann, meine frau, mein sohn, meine tochter, meine mutter, mein vater, unser sohn, unsere tochter, kinder
            """
        case .job:
            """
            candidature*, curriculum, cv, lettre de motivation, stage, alternance, apprentissage, recrutement, poste de, entretien, diplome*, experience*,
            competences, embauche, bac, licence, master, annonce, mes etudes, emploi
            application for, applicant, curriculum vitae, cv, vacancy, position of, internship, placement, apprenticeship, interview, degree, skills, career
            bewerbung*, bewerbe, lebenslauf, praktikum, ausbildung*, stelle, stellenanzeige, vorstellungsgesprach, zeugnis*, berufserfahrung, studium
            """
        case .advertising:
            """
            offre*, promotion*, promo, decouvr*, gratuit*, profit*, exceptionnel*, cadeau*, offert*, nouveau, nouveaute*, nouvelle collection, -50, soldes, jusqu'au,
            economis*, sans engagement, sans obligation, exclusi*, tirage, gagn*, invite*, reduction*, salon, catalogue gratuit, satisfait ou rembourse, desormais,
            en magasin, venez, simulation gratuite, demande de documentation
            offer*, free, save, special, discount*, discover, exclusive, limited time, sale, new range, introducing, win, gift, visit us, hurry, sign up, today
            angebote, gratis, kostenlos*, sparen, sonderangebot*, aktion, entdecken, exklusiv*, jetzt, nur noch, gewinn*, geschenk*, neuheit*, unverbindlich*, rabatte
            """
        case .event:
            """
            invitation*, inaugur*, assemblee generale, reunion*, rendez-vous, rdv, conference, portes ouvertes, soiree, repas, convocation, ordre du jour, disponible*,
            rencontr*
            invitation, invite*, opening, meeting, conference, dinner, open day, agenda, appointment, attend, rsvp, anniversary
            einladung, einladen, eroffnung, versammlung, tagesordnung, termin, treffen, tagung, jubilaum, feier
            """
        case .greeting:
            """
            voeux, bonne annee, joyeux noel, fetes, meilleurs voeux, felicit*, bon anniversaire, carte postale, amities, bises
            season's greetings, happy new year, merry christmas, best wishes, congratulat*, seasons greetings
            frohe weihnachten, gutes neues jahr, weihnacht*, gluckwunsch*, festtage, jahreswechsel
            """
        case .undeliverable:
            """
            destinataire inconnu, inconnu a l'adresse, npai, pli non distribu*, non distribuable, retour a l'expediteur, retour a l'envoyeur, n'habite pas, non reclame*,
            pli avise, acces ou adressage, boite aux lettres, pli refuse, presente le, avise le, par erreur, reexped*, ne me concerne pas, n'habite plus, pas pour moi
            return to sender, addressee, gone away, not known at, undeliverable, unable to deliver, unclaimed, no longer at this address, moved away, misdelivered,
            wrong address, insufficient address
            unzustellbar, empfanger, unbekannt verzogen, zuruck an absender, annahme verweigert, nicht abgeholt, irrlaufer, unter der angegebenen anschrift
            """
        default: nil
        }
    }

    private var wordsOfManners: String {
        switch self {
        case .thanks:
            """
            merci, remerci*, reconnaissan*, gratitude, merci beaucoup, merci encore, un grand merci
            thank, thanks, grateful, gratitude, thank you for, appreciat*
            dank*, danke, bedank*, herzlichen dank, vielen dank
            """
        case .satisfied:
            """
            satisf*, content, contente, ravi*, bravo, efficac*, rapidite, gentillesse, amabilite, professionnalisme, parfait*, impeccable*, humaine, bien regle,
            chaleureu*, devouement, competence, patience et
            satisfied, pleased, delighted, excellent, prompt*, helpful, kindness, efficient*, professional*, wonderful, courteous, marvellous
            zufrieden, schnell*, freundlich*, hervorragend, kompetent*, reibungslos*, begeistert, hilfsbereit*, unburokratisch*, grossartig
            """
        case .question:
            """
            renseignement*, pourriez-vous, pouvez-vous, m'indiquer, nous indiquer, me dire, j'aimerais savoir, souhaiterais savoir, quelles sont, quel est, combien,
            est-ce que, comment, faut-il, puis-je, information sur, documentation, plaquette, rendez-vous
            could you, can you, would you, please let me know, i would like to know, wondering, enquir*, information about, how much, how do, is it possible, which
            konnen sie, konnten sie, mitteilen, wissen, auskunft, frage, fragen, informationen uber, wie viel, welche, ob sie, bitte um information*
            """
        case .enclosed:
            """
            ci-joint*, ci joint*, piece jointe, pieces jointes, p.j, pj, joins, joint a, sous ce pli, veuillez trouver, vous trouverez, bordereau d'envoi, a l'appui,
            en annexe, vous adresse, vous transmets, vous transmettons, vous envoie, voici, copie
            enclosed, enclose*, attached, herewith, please find, encl, enc, enclosures
            anbei, beigefugt*, anlage*, beilieg*, in der anlage, ubersende*, ubersenden, als anlage, hiermit
            """
        case .never:
            """
            pas, jamais, rien, aucun*, ni, plus, sans
            not, never, no, nothing, none, nor, cannot, without, neither
            nicht, nie, niemals, kein*, nichts, ohne, weder
            """
        case .inform:
            """
            vous informe*, vous informons, vous fais part, porter a votre connaissance, faire savoir, a compter du, note d'information, nous vous prions de noter, circulaire,
            avis, communique, a partir du, lettre d'information
            inform you, to let you know, please note, we write to, notice, from now on, with effect from, newsletter, advise you
            teile* ich ihnen mit, teilen wir ihnen mit, informieren, zur kenntnis, hinweis*, ab dem, mitteilung, rundschreiben
            """
        case .request:
            """
            merci de, je vous prie de, nous vous prions de, veuillez, je vous remercie de bien vouloir, bien vouloir, je souhaite, nous souhaitons, je souhaiterais, prie de bien,
            je desire, je vous demande, nous vous demandons, je voudrais, sollicite*
            please, kindly, i would like, we would like, i request, we request, i am writing to, would be grateful
            bitte, bitten, ich mochte, wir mochten, ich bitte, wir bitten, wunsche, gerne
            """
        case .urgent:
            """
            urgent*, urgence, au plus vite, dans les plus brefs delais, rapidement, immediat*, des reception, sans delai, sous huit jours, sous 8 jours, quinze jours, sous huitaine
            urgent*, asap, as soon as possible, immediately, without delay, within, by return
            dringend*, eilt, sofort*, umgehend*, unverzuglich, schnellstmoglich, baldmoglichst, innerhalb, binnen
            """
        case .form:
            """
            nom, prenom, date de naissance, ne le, ne e le, cachet, signature*, a remplir, cocher, case, formulaire, date et signature, coupon, bulletin, rayer la mention, telephone, tel
            name, first name, date of birth, signature, form, tick, complete, please print, block capitals, telephone, tel
            name, vorname, geburtsdatum, unterschrift, formular, ankreuzen, ausfullen, ort datum, datum, telefon, tel, stempel
            """
        default:
            """
            votre facture, votre devis, votre commande, votre livraison, votre courrier, votre lettre, votre bon de livraison, votre refus, votre decision, votre offre, vos services,
            votre service, votre chauffeur, votre expert, votre confirmation, votre releve, votre technicien, vos conseillers, votre agence
            your invoice, your quotation, your quote, your order, your letter, your delivery, your driver, your decision, your staff, your refusal, your offer, your engineer,
            your assessor, your catalogue
            ihre rechnung, ihrer rechnung, ihr angebot, ihrem angebot, ihre lieferung, ihr schreiben, ihrem schreiben, ihr fahrer, ihre ablehnung, ihr mitarbeiter, ihr gutachter,
            ihre bestellung, ihres hauses
            """
        }
    }
}

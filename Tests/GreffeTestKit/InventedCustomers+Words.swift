extension InventedCustomers {
    static let surnames = """
        Martin Bernard Thomas Petit Robert Richard Durand Dubois Moreau Laurent Simon Michel Lefebvre Leroy Roux David Bertrand
        Morel Fournier Girard Bonnet Dupont Lambert Fontaine Rousseau Vincent Muller Lefevre Faure Andre Mercier Blanc Guerin
        Boyer Garnier Chevalier François Legrand Gauthier Garcia Perrin Robin Clément Morin Nicolas Henry Roussel Mathieu
        Gautier Masson Marchand Duval Denis Dumont Marie Lemaire Noël Meyer Dufour Meunier Brun Blanchard Giraud Joly Rivière
        Lucas Brunet Gaillard Barbier Arnaud Martinez Gérard Roche Renard Schmitt Roy Leroux Colin Vidal Caron Picard Roger
        Fabre Aubert Lemoine Renaud Dumas Lacroix Olivier Philippe Bourgeois Pierre Benoît Rey Leclerc Payet Rolland Leclercq
        Guillaume Lecomte Lopez Jean Dupuy Guillot Hubert Berger Carpentier Sanchez Dupuis Moulin Louis Deschamps Huet Vasseur
        Perez Boucher Fleury Royer Klein Jacquet Adam Paris Poirier Marty Aubry Guyot Carré Charles Renault Charpentier Ménard
        Maillard Baron Bertin Bailly Hervé Schneider Fernandez Le-Gall Collet Léger Bouvier Julien Prévost Millet Perrot Daniel
        Le-Roux Cousin Germain Breton Besson Langlois Rémy Le-Goff Pelletier Lévêque Perrier Leblanc Barré Lebrun Marchal Weber
        Mallet Hamon Boulanger Jacob Monnier Michaud Rodriguez Guichard Gillet Étienne Grondin Poulain Tessier Chevallier
        Collin Chauvin Da-Silva Bouchet Gay Lemaître Bénard Maréchal Humbert Reynaud Antoine Hoarau Perret Barthélemy Cordier
        Pichon Lejeune Gilbert Lamy Delaunay Pasquier Carlier Laporte
        """.words

    static let women = """
        Marie Nathalie Isabelle Sylvie Catherine Françoise Martine Christine Monique Valérie Sandrine Véronique Nicole Stéphanie
        Céline Chantal Patricia Anne Brigitte Julie Jacqueline Aurélie Laurence Christiane Émilie Claire Michèle Hélène
        Sophie Élodie Camille Léa Manon Chloé Pauline Charlotte Mathilde Juliette Anne-Marie Marie-Claude Thérèse Jeanne Odile
        Agnès Corinne Florence Dominique Béatrice Caroline Audrey Delphine Lucie Simone Denise Yvette Fatima Karine Séverine
        """.words

    static let men = """
        Jean Philippe Michel Alain Patrick Nicolas Christophe Pierre Christian Éric Frédéric Laurent Stéphane David Pascal Daniel
        Alexandre Julien Thierry Olivier Bernard Thomas Sébastien Gérard Didier Dominique Vincent François Bruno Guillaume
        Jérôme Jacques Marc Maxime Romain Claude Antoine Franck Jean-Pierre Anthony Kevin Gilles Cédric Serge André Mathieu
        Benjamin Patrice Fabrice Joël Jérémy Clément Arnaud Denis Paul Lucas Hervé Jean-Claude Sylvain Yves Ludovic Guy Mohamed
        """.words

    static let ways = [
        "rue", "rue", "rue", "avenue", "boulevard", "allée", "impasse", "chemin", "place", "quai", "route",
    ]

    static let streets = """
        des_Peupliers du_Moulin de_l'Église Pasteur Jules-Ferry de_la_Fontaine des_Écoles du_Stade Molière des_Vignes
        de_la_Forêt Jean-Moulin des_Cerisiers du_Château de_Bretagne Anatole-France des_Lavandes du_Lavoir Lamartine
        de_la_Poste des_Mésanges du_8-Mai-1945 Gambetta des_Jardins de_la_Source Marcel-Pagnol du_Port des_Acacias
        de_la_Libération Saint-Nicolas des_Tanneurs Georges-Brassens du_Puits de_Verdun des_Forges Émile-Combes
        """.words.map { $0.replacing("_", with: " ") }

    static let towns: [(name: String, postcode: String)] = """
        Nantes:44000 Rennes:35000 Angers:49000 Le_Mans:72000 Tours:37000 Orléans:45000 Poitiers:86000 Limoges:87000 Brest:29200
        Quimper:29000 Lorient:56100 Vannes:56000 Caen:14000 Rouen:76000 Le_Havre:76600 Amiens:80000 Lille:59000 Roubaix:59100
        Reims:51100 Metz:57000 Nancy:54000 Strasbourg:67000 Mulhouse:68100 Dijon:21000 Besançon:25000 Lyon:69003 Villeurbanne:69100
        Grenoble:38000 Chambéry:73000 Annecy:74000 Valence:26000 Avignon:84000 Marseille:13008 Toulon:83000 Nice:06000
        Montpellier:34000 Nîmes:30000 Perpignan:66000 Toulouse:31000 Pau:64000 Bayonne:64100 Bordeaux:33000 Mérignac:33700
        La_Rochelle:17000 Niort:79000 Saint-Nazaire:44600 La_Roche-sur-Yon:85000 Cholet:49300 Laval:53000 Alençon:61000
        Chartres:28000 Blois:41000 Vendôme:41100 Bourges:18000 Châteauroux:36000 Nevers:58000 Moulins:03000 Vichy:03200
        Clermont-Ferrand:63000 Aurillac:15000 Rodez:12000 Albi:81000 Castres:81100 Carcassonne:11000 Béziers:34500 Arles:13200
        Gap:05000 Saint-Étienne:42000 Roanne:42300 Mâcon:71000 Chalon-sur-Saône:71100 Auxerre:89000 Troyes:10000 Épinal:88000
        Colmar:68000 Saint-Malo:35400 Dinan:22100 Lannion:22300 Morlaix:29600 Douarnenez:29100 Pontivy:56300 Redon:35600
        Fougères:35300 Vitré:35500 Saumur:49400 Thouars:79100 Parthenay:79200 Cognac:16100 Angoulême:16000 Périgueux:24000
        Bergerac:24100 Agen:47000 Tarbes:65000 Sainte-Foy-la-Grande:33220 Saint-Jean-de-Luz:64500 Versailles:78000
        Boulogne-Billancourt:92100 Saint-Denis:93200 Créteil:94000 Melun:77000 Évry:91000 Paris:75011
        """.words.map { entry in
            let parts = entry.split(separator: ":")
            return (String(parts[0]).replacing("_", with: " "), String(parts[1]))
        }

    static let trades = """
        Boulangerie Garage Menuiserie Plomberie Transports Imprimerie Pharmacie Restaurant Optique Carrosserie Pépinières Cabinet
        Laboratoire Scierie Couverture Maçonnerie Pressing Librairie Fleuriste Papeterie Serrurerie Taxis Clinique Brasserie
        """.words

    static let signs = """
        Belle-Rive Trois-Chênes Clair-Logis Beau-Site Quatre-Vents Bon-Accueil Grand-Large Petit-Prince Vieux-Port Soleil-Levant
        """.words

    static let places = """
        Marais Vallon Plateau Littoral Coteau Faubourg Donjon Ruisseau Pont-Neuf Bocage Rivage Hameau Belvédère Verger Prieuré
        """.words
}

extension String {
    fileprivate var words: [String] { split(whereSeparator: \.isWhitespace).map(String.init) }
}

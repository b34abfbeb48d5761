"""Words of special categories in French, Spanish, Italian, Portuguese and Romanian. Law: as in ``detect.special_west``."""

from typing import Final

HEALTH: Final = """
cancer du \\pL+; cancéreux; cancéreuse; tumeur*; leucémie; lymphome; chimio*; radiothérapie; séropositi(?:f|ve); =VIH; sida; hépatite
diabét*; diabète; épilep*; sclérose en plaques; maladie de \\pL+; démence; bipolaire*; stimulateur cardiaque; pacemaker; schizophrèn*
dépressi(?:f|ve|on); burn ?out
crises? d'?angoisse; crises? de panique; anorexi*; boulimi*; suicid*; tentative de suicide
arrêt maladie; en arrêt de travail; arrêt de travail; congé maladie; congé maternité; mi temps thérapeutique; médecin du travail
médecine du travail; invalidité; travailleur handicapé; =RQTH; handicapé*; fauteuil roulant; malentendant*; malvoyant*; sourd*e?
enceinte; grossesse; fausse couche; =IVG; avortement; hospitalis*; à l'?hôpital; opéré*; infarctus; crise cardiaque; =AVC; asthm*
migraines?; allergique à; souffre d*; atteinte? d*; malade; alcoolique*; alcoolisme; toxicomane*; cure de désintoxication; psychiatr*
antidépresseur*; sous traitement; dialyse; greffe d*; fibromyalgie; endométriose
cáncer; cancerígen*; tumor*; leucemia; linfoma; quimio*; radioterapia; seropositiv*; =VIH; =SIDA; hepatitis; diabétic*; diabetes
epil[eé]p*; esclerosis múltiple; párkinson; alzhéimer; demencia; bipolar*; esquizofr*; depresi(?:ón|vo|va); marcapasos
en tratamiento (?:psiquiátrico|psicológico|oncológico|por); ansiedad
ataque de (?:pánico|ansiedad); anorexia; bulimia; suicid*; intento de suicidio
baja médica; baja laboral; de baja (?:por|desde|hasta|médica); de baja por; baja por \\pL+
incapacidad (?:temporal|permanente|laboral); discapacidad*; discapacitad*; silla de ruedas; minusvalía; sord[oa]; embaraz*; aborto
permiso de maternidad; hospitalizad*; ingresad[oa] en; en el hospital; operad[oa] de; infarto; ictus; asm[aá]*tic*; migrañas?
alérgic[oa] a; padece*; sufre de; sufre un*; enferm[oa] de; enfermedad de \\pL+; diagnosticad*; le diagnosticaron
le han diagnosticado; alcohólic*; alcoholismo; drogadict*; toxicóman*; desintoxicación; psiquiatr*; psicólog*; antidepresiv*
medicación; toma (?:litio|antidepresivos|pastillas|medicación); celíac*; fibromialgia; diálisis; médico del trabajo
cancro; tumore; leucemia; linfoma; chemioterap*; chemio; radioterapia; sieropositiv*; =HIV; =AIDS; epatite; diabetic*; diabete
epilessi*; epilettic*; sclerosi multipla; morbo di \\pL+; demenza; bipolar*; schizofren*; pacemaker; depress(?:o|a|ione|iva|ivo); ansia
attacchi? di panico; anoressi*; bulimi*; suicid*; esaurimento nervoso
in malattia; congedo (?:per malattia|di maternità|medico); certificato medico; medico (?:competente|del lavoro|curante)
invalidità; invalid[oa] (?:civile|al|per); disabil*; sedia a rotelle; legge 104; =L\\.? ?104; categorie protette; sord[oa]; ipovedent*
incinta; gravidanza
in maternità; aborto; ricoverat*; in ospedale; operat[oa] (?:di|al|alla|per); infarto; =ictus; ictus; asma*; emicrani*
allergic[oa] a*; soffre di; affett[oa] da; malat[oa] di; diagnosticat*; alcolist*; alcolismo; tossicodipendent*; disintossicazione
psichiatr*; psicolog[oa]; antidepressiv*; prende il litio; farmaci; celiac*; fibromialgia; dialisi
câncer; cancro da \\pL+; tumor; leucemia; quimioterapia; soropositiv*; hepatite; diabétic*; diabete; epil[eé]p*; esclerose múltipla
doença de \\pL+; demência; bipolar; esquizofr*; depressão; depressiv*; ataque de pânico; suicíd*; tentativa de suicídio
de baixa médica; baixa médica; licença (?:médica|maternidade); atestado médico; deficiente; deficiência física; cadeira de rodas
surd[oa]; grávida; gravidez; aborto; hospitalizad*; internad[oa] n*; enfarte; infarto; =AVC; alérgic[oa] a; sofre d*; diagnosticad*
alcoólatra; alcoólic*; toxicodependente; psiquiatr*; psicólog*; antidepressiv*; medicina do trabalho
cancer de \\pL+; tumoră; leucemie; chimioterapie; diabet; epilepsie; scleroză multiplă; depresie; bipolară?; schizofren*
concediu medical; dizabil*; însărcinată; graviditate; avort; spitalizat*; internat[ăa]? în spital; alergic[ăa]? la; suferă de
diagnosticat*; alcoolic*; psihiatr*
"""

GENETIC: Final = """
test génétique; maladie génétique; maladie héréditaire; mucoviscidose; drépanocytose; hémophil*; trisomi*; prueba genética
enfermedad (?:genética|hereditaria); fibrosis quística; hemofil*; síndrome de down; test genetic[oi]; malattia (?:genetica|ereditaria)
fibrosi cistica; emofili*; sindrome di down; teste genético; doença (?:genética|hereditária); portadora? del gen; portatrice? del gene
porteuse? du gène
"""

RELIGION: Final = """
musulman*; islam; chiite; sunnite; juive?; juifs; judaïsme; catholique*; protestant*e?; évangélique*
orthodoxe (?:russe|grec|grecque)*; bouddhist*; hindoue?; athée; témoins? de jéhovah; converti(?:e|s)? (?:à|au); ramadan; l'aïd; chabbat
carême; halal; casher; voile islamique; porte le voile; foulard islamique; mosquée; synagogue; pratiquante?; sa foi; sa religion
(?:convictions?|croyances?|pratiques?) religieuses?; va à la messe; prie
musulm[aá]n*; islam; chi[íi]ta?s?; suní*; judí[oa]*; judaísmo; católic*; protestante; evangélic[oa]*
cristian[oa] (?:evangélic[oa]|practicante|devot[oa]); budista; hindú; ate[oa]; testigos? de jehová; convirtió al; convertid[oa] al
ramadán; sabbat; cuaresma; halal; kosher; velo islámico; lleva (?:velo|hiyab); mezquita; sinagoga; practicante; su fe; su religión
(?:creencias?|convicciones|motivos) religios[oa]s; va a misa; reza; parroquia; opus dei
musulman*; islamic*; sciit*; sunnit*; ebre[oai]*; ebraismo; cattolic*; protestant*; evangelic[oa]; ortodoss[oa]; buddist*; induist*
ate[oa]; testimon[ei] di geova; convertit[oa] (?:all'?|al|alla); ramadan; shabbat; quaresima; halal; velo islamico; porta il velo
moschea; sinagoga; praticante; la sua fede; sua religione; (?:credenze|convinzioni|motivi) religios[ei]; va a messa; prega; parrocchia
comunione e liberazione
muçulman*; islâmic*; xiita; sunita; jude[ui][ao]?; católic*; protestante; evangélic*; budista; hindu; ateu; ateia
testemunhas? de jeová; converteu se ao; convertid[oa] ao; ramadão?; ramadã; mesquita; sinagoga; praticante
(?:crenças?|convicções|motivos) religios[oa]s; vai à missa; candomblé; umbanda
musulman[ăa]?; evreu; evreică; catolic[ăa]?; ortodox[ăa]? practicant[ăa]?; penticostal*; martorii? lui iehova; credincio*; ramadan
moschee; sinagogă; credință
"""

ETHNIC: Final = """
origine ethnique; origines? (?:maghrébines?|africaines?|arabes?|juives?|algériennes?|marocaines?|turques?|roms?); maghrébin*
gens du voyage; tsigane*; gitan*; rom de \\pL+; arabe; kurde; métiss*e?; couleur de (?:sa )?peau; peau noire
demandeu(?:r|se) d'?asile; réfugié*; sans papiers
origen étnico; etnia; raza gitana; gitan[oa]s?; de origen (?:magrebí|árabe|marroquí|gitano|africano|judío|indígena|latino)\\pL*
magrebí*; árabe; kurd[oa]; mestiz[oa]; mulat[oa]; indígena; color de (?:su )?piel; afrodescendiente; solicitante de asilo
refugiad[oa]; sin papeles; indocumentad*
origine etnica; etnia; zingar[oai]; rom di origine; di etnia; di origine (?:araba|rom|africana|ebraica|maghrebina|nordafricana|curda)*
nordafrican[oa]; curd[oa]; arab[oa]; meticci[oa]; colore della (?:sua )?pelle; richiedente asilo; rifugiat[oa]
origem étnica; etnia; cigan[oa]; de origem (?:africana|árabe|indígena|judaica|cigana|angolana)*; curd[oa]; mestiç[oa]; mulat[oa]
indígena; cor da (?:sua )?pele; afrodescendente; requerente de asilo; refugiad[oa]
origine etnică; rom; romă; țigan*; de etnie; maghiar[ăa]? de etnie; refugiat[ăa]?
"""

POLITICS: Final = """
rassemblement national; front national; la france insoumise; =LFI; parti (?:socialiste|communiste)*; europe écologie
adhérente? (?:du|au|de la|des) (?:parti|RN|PS|LFI|LR|PCF|Verts|Républicains)
militante? (?:du|de la|des|d'?extrême|socialiste|communiste|écologiste|politique)*; encartée? (?:au|chez|à)
vote (?:pour (?:le|la|les) )?(?:RN|PS|LFI|Le Pen|Macron|Mélenchon|à (?:gauche|droite)|extrême)*; opinions? politiques?
convictions politiques; extrême (?:droite|gauche); communiste; anarchiste; engagement politique
partido popular; =PSOE; unidas podemos; podemos; =VOX; =ERC; =EH Bildu; =PNV; junts per catalunya; ciudadanos (?:afiliad|militante)*
izquierda unida; militante (?:del?|en|de la|comunista|socialista)*; milita en; militaba en
(?:afiliad[oa]|afilió|afiliado) (?:a|al) (?:partido|PP|PSOE|Vox|Podemos)*
vota (?:a|al) (?:PP|PSOE|Vox|Podemos|Sumar|la (?:izquierda|derecha))*; opiniones políticas; ideas políticas; ideología (?:política)?
comunista; anarquista; independentista; extrema (?:derecha|izquierda); ultraderech*; falangist*; concejal*
fratelli d'?italia; forza italia; movimento 5 stelle; partito (?:democratico|comunista|socialista); =Lega Nord
(?:della|alla|nella) lega; =CasaPound
tesser(?:a|at[oa]) (?:del|di|al|alla|della) (?:partito|PD|Lega|Fratelli|Forza|M5S|PRC|Rifondazione)*
iscritt[oa] (?:al|alla|a) (?:partito|PD|Lega|Fratelli|Forza|M5S|Rifondazione)*; milita (?:in|nel|nella)
militante (?:di|del|della|nel|nella); vota (?:PD|Lega|Meloni|Salvini|a (?:sinistra|destra)|per (?:il|la))*; opinioni politiche
idee politiche; orientamento politico; comunista; anarchic[oa]; fascista; estrema (?:destra|sinistra)
partido (?:socialista|comunista|social democrata|dos trabalhadores|chega); bloco de esquerda; =PSD; filiad[oa] (?:ao|no|na) \\pL+
militante d[oae]; vota n[oa]; opiniões políticas; convicções políticas; comunista; anarquista; bolsonarista; petista
extrema (?:direita|esquerda)
membru al (?:partidului|PSD|PNL|USR|AUR|UDMR); votează cu; opinii politice; comunist[ăa]?; extremist[ăa]?
"""

UNION: Final = """
syndicat*; syndiqu*; délégu[ée]e? syndica\\pL*; =CGT; =CFDT; =FO; =CFTC; =SUD; =UNSA; force ouvrière; en grève; la grève; gréviste*
piquet de grève; comité d'?entreprise; élue? au =CSE
sindica[lt]*; =CCOO; comisiones obreras; =UGT; =CNT; =USO; =ELA; =LAB; delegad[oa] sindical; enlace sindical; comité de empresa
liberad[oa] sindical; (?:en|de) huelga; huelguista*; piquete*; convoca asambleas
sindaca[lt]*; =CGIL; =CISL; =UIL; =COBAS; =FIOM; delegat[oa] sindacale; =RSU sindacale; in sciopero; scioper*
iscritt[oa] al sindacato; tessera sindacale
sindica[lt]*; =CGTP; =UGT; (?:filiad[oa]|filiou se) (?:à|na) (?:CUT|CGTP|UGT|Força Sindical)
delegad[oa] sindical; em greve; grevista*; sindicalizad*; comissão de trabalhadores
sindicat*; sindicalist*; lider de sindicat; în grevă; grevist*
"""

SEX: Final = """
gay; homosexue*; lesbienne*; bisexue*; transgenre*; transsexue*; femme trans; homme trans; non binaire; orientation sexuelle
vie sexuelle; coming out; son mari à lui; harcèlement sexuel; agression sexuelle; couple homosexuel; personne trans
en transition de genre
homosexual*; lesbiana*; bisexual*; transexual*; transgénero; mujer trans; hombre trans; no binari[oae]; orientación sexual
vida sexual; salido? del armario; salió del armario; acoso sexual; agresión sexual; pareja homosexual
omosessual*; lesbic[ah]*; bisessual*; transessual*; transgender; donna trans; uomo trans; non binari[oa]; orientamento sessuale
vita sessuale; fatto coming out; molestie sessuali; unione civile con (?:il suo|la sua)
homossexua*; lésbica*; bissexua*; transexua*; mulher trans; homem trans; não binári[oa]; orientação sexual; vida sexual
saiu do armário; assédio sexual
homosexual*; lesbiană; bisexual*; transgender; orientare sexuală; hărțuire sexuală
"""

CRIME: Final = """
casier judiciaire; condamn(?:é|ée|ation) (?:à|pour|pénale)*; mise? en examen; garde à vue; en prison; emprisonné*; incarcér*; sursis
bracelet électronique; détenu*; liberté conditionnelle; contrôle judiciaire; ancien détenu; vol à l'?étalage; violences conjugales
conduite en état d'?ivresse; escroquerie; poursuivie? pour
antecedentes penales; condenad[oa]; condena (?:de|por|a); detenid[oa] por; arrestad[oa]; en prisión; en la cárcel; encarcelad*
libertad (?:condicional|provisional|bajo fianza); juicio por; imputad[oa]; delito de \\pL+; orden de alejamiento; violencia de género
pena de prisión; robo con; hurto; estafa
precedenti penali; casellario giudiziale; condannat[oa]; condanna (?:per|a|penale); arrestat[oa]; in carcere; in galera; detenut[oa]
arresti domiciliari; libertà vigilata; indagat[oa]; imputat[oa]; patteggi*; reato di \\pL+; fedina penale; furto
guida in stato di ebbrezza; truffa
antecedentes criminais; registo criminal; ficha criminal; condenad[oa]; pres[oa] por; detid[oa] por; na prisão; na cadeia
pena suspensa; liberdade condicional; arguid[oa]; furto; violência doméstica; tráfico de droga
cazier judiciar; condamnat[ăa]?; arestat[ăa]?; în închisoare; pușcărie; eliberat condiționat; furt; violență domestică
"""

BIOMETRIC: Final = """
empreintes? digitales? d[eu]; (?:son|sa|ses|leurs?) empreintes? digitales?; données biométriques d[eu]
huellas? (?:dactilares?|digitales?) del?; (?:su|sus) huellas? (?:dactilar|digital)\\pL*; datos biométricos del?
impront[ae] digital[ei] d[iel]*; (?:sua|sue) impront[ae]; dati biometrici d[iel]*; impress(?:ão|ões) digita(?:l|is) d[aeo]
dados biométricos d[aeo]
"""

// How to add a language: a line in enum language and in language_codes, one in each cell here, its code in rosterdrop.conf.5. No school and no person is ever
// named here, and no text has a place for one.
#include "cmd/report/words.h"

// What happened, in a few words: the subject, and the first sentence.
static const char *const subjects[KINDS][LANGUAGES] = {
    [KIND_CHECKED] = {"Roster files were checked", "Archivos de alumnado revisados",
	"Fichiers d'effectifs vérifiés", "Schuldaten geprüft"},
    [KIND_APPLIED] = {"Roster files were taken over", "Archivos de alumnado incorporados",
	"Fichiers d'effectifs repris", "Schuldaten übernommen"},
    [KIND_PLANNED] = {"Roster files were checked and planned",
	"Archivos de alumnado revisados y planificados",
	"Fichiers d'effectifs vérifiés et planifiés", "Schuldaten geprüft und geplant"},
    [KIND_HELD] = {"Roster files are held: a decision is needed",
	"Archivos de alumnado retenidos: se necesita una decisión",
	"Fichiers d'effectifs retenus : une décision est nécessaire",
	"Schuldaten angehalten: eine Entscheidung ist nötig"},
    [KIND_PART] = {"Roster files were taken over, but for removals: a decision is needed",
	"Archivos incorporados, salvo las bajas: se necesita una decisión",
	"Fichiers repris, hors suppressions : une décision est nécessaire",
	"Schuldaten übernommen, ohne Abgänge: eine Entscheidung ist nötig"},
    [KIND_REFUSED] = {"Roster files were refused", "Archivos de alumnado rechazados",
	"Fichiers d'effectifs refusés", "Schuldaten abgelehnt"},
    [KIND_REJECTED] = {"Roster files were rejected by a person",
	"Archivos de alumnado descartados por una persona",
	"Fichiers d'effectifs écartés par une personne", "Schuldaten von Hand verworfen"},
    [KIND_PREFLIGHT] = {"Test files were checked", "Archivos de prueba revisados",
	"Fichiers d'essai vérifiés", "Probedateien geprüft"},
    [KIND_DIGEST] = {"Roster files of the night", "Archivos de alumnado de la noche",
	"Fichiers d'effectifs de la nuit", "Schuldaten der Nacht"},
    [KIND_MISSED] = {"No roster files came", "No llegaron archivos de alumnado",
	"Aucun fichier d'effectifs reçu", "Keine Schuldaten eingetroffen"},
    [KIND_MISSED_3] = {"No roster files for three days", "Tres días sin archivos de alumnado",
	"Aucun fichier d'effectifs depuis trois jours", "Seit drei Tagen keine Schuldaten"},
    [KIND_MISSED_7] = {"No roster files for seven days", "Siete días sin archivos de alumnado",
	"Aucun fichier d'effectifs depuis sept jours", "Seit sieben Tagen keine Schuldaten"},
    [KIND_OFF] = {"Days without roster files begin", "Comienzan días sin archivos de alumnado",
	"Début de jours sans fichiers d'effectifs", "Tage ohne Schuldaten beginnen"},
    [KIND_START] = {"The roster sync is going to begin",
	"La sincronización del alumnado va a comenzar",
	"La synchronisation des effectifs va commencer",
	"Der Abgleich der Schuldaten wird beginnen"},
    [KIND_START_7] = {"The roster sync begins within a week",
	"La sincronización del alumnado comienza en menos de una semana",
	"La synchronisation des effectifs commence d'ici une semaine",
	"Der Abgleich der Schuldaten beginnt innerhalb einer Woche"},
    [KIND_START_1] = {"The roster sync begins tomorrow",
	"La sincronización del alumnado comienza mañana",
	"La synchronisation des effectifs commence demain",
	"Der Abgleich der Schuldaten beginnt morgen"},
    [KIND_GRACE] = {"A school's time for linking is going to end",
	"El plazo de una escuela para vincular va a terminar",
	"Le délai d'une école pour relier les comptes va se terminer",
	"Die Frist einer Schule zum Verknüpfen wird enden"},
    [KIND_GRACE_7] = {"A school's time for linking ends within a week",
	"El plazo de una escuela para vincular termina en menos de una semana",
	"Le délai d'une école pour relier les comptes se termine d'ici une semaine",
	"Die Frist einer Schule zum Verknüpfen endet innerhalb einer Woche"},
    [KIND_GRACE_1] = {"A school's time for linking ends tomorrow",
	"El plazo de una escuela para vincular termina mañana",
	"Le délai d'une école pour relier les comptes se termine demain",
	"Die Frist einer Schule zum Verknüpfen endet morgen"},
};

static const char missed_en[] =
    "Nobody is archived because of this; the directory stays as it was. "
    "Please see whether the nightly export still runs.";
static const char missed_es[] = "No se archiva a nadie por ello; el directorio queda como estaba. "
				"Compruebe si la exportación nocturna sigue funcionando.";
static const char missed_fr[] = "Personne n'est archivé pour autant ; l'annuaire reste en l'état. "
				"Vérifiez si l'export de nuit fonctionne encore.";
static const char missed_de[] = "Deswegen wird niemand archiviert; das Verzeichnis bleibt, wie es "
				"war. Bitte prüfen Sie, ob der nächtliche Export noch läuft.";
#define MISSED \
	{ \
		missed_en, missed_es, missed_fr, missed_de \
	}
// Of the policies by which what agrees exactly is taken over without a person.
#define AGREE_EN "Whoever has the username or the e-mail of an account keeps that one. "
#define AGREE_ES "Quien tiene el usuario o el correo de una cuenta la conserva. "
#define AGREE_FR "Qui a l'identifiant ou l'e-mail d'un compte le garde. "
#define AGREE_DE "Wer Benutzername oder E-Mail eines Kontos hat, behält es. "
#define START \
	{ \
		"From this day on the nightly files change the directory. " AGREE_EN \
		"Another student who is linked to no account by then gets a new one; an account " \
		"that was there before and is linked to nobody is kept as it is, and does not " \
		"follow the student. Please link them before.", \
		    "Desde ese día los archivos nocturnos cambian el directorio. " AGREE_ES \
		    "Quien si no no esté vinculado a ninguna cuenta recibe una nueva; una cuenta " \
		    "anterior sin vínculo queda como está y no sigue al alumno. Vincúlelos " \
		    "antes.", \
		    "À partir de ce jour, les fichiers de nuit modifient l'annuaire. " AGREE_FR \
		    "Un autre élève qui n'est alors relié à aucun compte en reçoit un nouveau ; " \
		    "un " \
		    "compte antérieur non relié reste en l'état et ne suit pas l'élève. Veuillez " \
		    "les relier avant.", \
		    "Ab diesem Tag ändern die nächtlichen Dateien das Verzeichnis. " AGREE_DE \
		    "Wer sonst bis dahin mit keinem Konto verknüpft ist, bekommt ein neues; ein " \
		    "früheres Konto ohne Verknüpfung bleibt, wie es ist, und folgt niemandem. " \
		    "Bitte verknüpfen Sie vorher." \
	}
#define MEND \
	{ \
		"Rows that were left out are listed below; mend them in the SIS, and the next " \
		"export brings " \
		"them.", \
		    "Las filas omitidas figuran abajo; corríjalas en el SIS y llegarán con la " \
		    "próxima " \
		    "exportación.", \
		    "Les lignes écartées figurent ci-dessous ; corrigez-les dans le SIS, le " \
		    "prochain export " \
		    "les apportera.", \
		    "Ausgelassene Zeilen stehen unten; berichtigen Sie sie im SIS, der nächste " \
		    "Export bringt " \
		    "sie." \
	}

static const char *const todos[KINDS][LANGUAGES] = {
    [KIND_CHECKED] = MEND,
    [KIND_APPLIED] = MEND,
    [KIND_PLANNED] = {"Nothing was changed yet: the district is being set up.",
	"Aún no se cambió nada: el distrito está en preparación.",
	"Rien n'a encore été modifié : le district est en préparation.",
	"Noch wurde nichts geändert: der Bezirk wird eingerichtet."},
    [KIND_HELD] = {"Nothing was changed. Somebody has to look at the plan and release it or reject "
		   "it.",
	"No se cambió nada. Alguien debe revisar el plan y autorizarlo o descartarlo.",
	"Rien n'a été modifié. Quelqu'un doit examiner le plan, puis l'autoriser ou l'écarter.",
	"Nichts wurde geändert. Jemand muss den Plan ansehen und freigeben oder verwerfen."},
    [KIND_PART] = {"What is new or different was taken over. Nobody was removed: somebody has to "
		   "look "
		   "at the plan and release it or reject it.",
	"Lo nuevo y lo modificado se incorporó. No se dio de baja a nadie: alguien debe revisar el "
	"plan y autorizarlo o descartarlo.",
	"Ce qui est nouveau ou modifié a été repris. Personne n'a été retiré : quelqu'un doit "
	"examiner le plan, puis l'autoriser ou l'écarter.",
	"Neues und Geändertes wurde übernommen. Niemand wurde entfernt: jemand muss den Plan "
	"ansehen und freigeben oder verwerfen."},
    [KIND_REFUSED] = {"Nothing was changed. Mend what is listed below and send all files again.",
	"No se cambió nada. Corrija lo indicado abajo y envíe de nuevo todos los archivos.",
	"Rien n'a été modifié. Corrigez ce qui suit et renvoyez tous les fichiers.",
	"Nichts wurde geändert. Beheben Sie, was unten steht, und senden Sie alle Dateien neu."},
    [KIND_REJECTED] = {"Nothing was changed.", "No se cambió nada.", "Rien n'a été modifié.",
	"Nichts wurde geändert."},
    [KIND_PREFLIGHT] = {"They were only looked at: nothing was changed, and nothing will be.",
	"Solo se revisaron: no se cambió nada ni se cambiará.",
	"Ils ont seulement été examinés : rien n'est ni ne sera modifié.",
	"Sie wurden nur angesehen: nichts wurde geändert, und nichts wird es."},
    [KIND_DIGEST] = {"What came of each is below.", "Abajo figura el resultado de cada entrega.",
	"Le résultat de chaque livraison figure ci-dessous.", "Was daraus wurde, steht unten."},
    [KIND_MISSED] = MISSED,
    [KIND_MISSED_3] = MISSED,
    [KIND_MISSED_7] = MISSED,
    [KIND_OFF] = {"No files are expected on these days. If some come, they are taken as always.",
	"No se esperan archivos esos días. Si llegan, se tratarán como siempre.",
	"Aucun fichier n'est attendu ces jours-là. S'il en vient, ils seront traités comme "
	"d'habitude.",
	"An diesen Tagen werden keine Dateien erwartet. Kommen welche, werden sie wie immer "
	"behandelt."},
};

static const char *const words[WORDS][LANGUAGES] = {
    [WORD_DROP] = {"Drop", "Entrega", "Livraison", "Lieferung"},
    [WORD_FINDINGS] = {"Findings", "Observaciones", "Constats", "Befunde"},
    [WORD_REPORT] = {"The full report is in your SFTP folder:",
	"El informe completo está en su carpeta SFTP:",
	"Le rapport complet est dans votre dossier SFTP :",
	"Der volle Bericht liegt in Ihrem SFTP-Ordner:"},
    [WORD_ATTACHED] = {"The findings are attached as a table.",
	"Las observaciones se adjuntan como tabla.", "Les constats sont joints en tableau.",
	"Die Befunde sind als Tabelle angehängt."},
    [WORD_TOO_LARGE] = {"There are too many findings to attach; see the file in that folder.",
	"Hay demasiadas observaciones para adjuntarlas; vea el archivo en esa carpeta.",
	"Les constats sont trop nombreux pour être joints ; voyez le fichier dans ce dossier.",
	"Es sind zu viele Befunde für einen Anhang; siehe die Datei in diesem Ordner."},
    [WORD_PLAN_ATTACHED] = {"What would be done is attached as a table.",
	"Lo que se haría se adjunta como tabla.", "Ce qui serait fait est joint en tableau.",
	"Was getan würde, ist als Tabelle angehängt."},
    [WORD_PLAN_TOO_LARGE] =
	{"What would be done is too long to attach; see the file in that folder.",
	    "Lo que se haría es demasiado largo para adjuntarlo; vea el archivo en esa carpeta.",
	    "Ce qui serait fait est trop long pour être joint ; voyez le fichier dans ce dossier.",
	    "Was getan würde, ist zu lang für einen Anhang; siehe die Datei in diesem Ordner."},
    [WORD_SINCE] = {"The last drop came:", "La última entrega llegó:",
	"La dernière livraison est arrivée :", "Die letzte Lieferung kam:"},
    [WORD_DAYS] = {"Days:", "Días:", "Jours :", "Tage:"},
    [WORD_DAY] = {"Day:", "Día:", "Jour :", "Tag:"},
    [WORD_SCHOOL] = {"School:", "Escuela:", "École :", "Schule:"},
    [WORD_UNLINKED] = {"Students without a link:", "Alumnos sin vínculo:", "Élèves non reliés :",
	"Schülerinnen und Schüler ohne Verknüpfung:"},
    [WORD_RESET] = {"Accounts that nobody is linked to are archived on:",
	"Las cuentas sin vínculo se archivan el:",
	"Les comptes reliés à personne sont archivés le :",
	"Konten ohne Verknüpfung werden archiviert am:"},
    [WORD_NOT_KNOWN] = {"not known yet, because no files came",
	"aún no se sabe: no llegaron archivos", "pas encore connu : aucun fichier n'est arrivé",
	"noch nicht bekannt: es kamen keine Dateien"},
    [WORD_FOOT] = {"This mail was made by a program; nobody reads answers to it.",
	"Este correo lo hizo un programa; nadie lee las respuestas.",
	"Ce message vient d'un programme ; personne ne lit les réponses.",
	"Diese Mail schrieb ein Programm; Antworten liest niemand."},
};

// What the first day of a district means, by the policy of its first sync.
static const char *const starts[][LANGUAGES] = {
    [FIRST_LINK] = {"From this day on the nightly files change the directory. " AGREE_EN
		    "The account of another student whom nobody linked by then is archived, with "
		    "its history, and the student gets a new one. Please link them before.",
	"Desde ese día los archivos nocturnos cambian el directorio. " AGREE_ES
	"La cuenta de otro alumno que entonces no esté vinculada se archiva con su historial, y el "
	"alumno recibe una nueva. Vincúlelas antes.",
	"À partir de ce jour, les fichiers de nuit modifient l'annuaire. " AGREE_FR
	"Le compte d'un autre élève qui n'est alors pas relié est archivé avec son historique, et "
	"l'élève en reçoit un nouveau. Veuillez les relier avant.",
	"Ab diesem Tag ändern die nächtlichen Dateien das Verzeichnis. " AGREE_DE
	"Das Konto eines anderen Kindes, das bis dahin niemand verknüpft hat, wird mit seinem "
	"Verlauf archiviert, und das Kind bekommt ein neues. Bitte verknüpfen Sie vorher."},
    [FIRST_EXACT] = START,
    [FIRST_CREATE] = {"From this day on the nightly files change the directory. Every student of "
		      "the files gets a new account; accounts of students that were there before "
		      "are not touched, and can be merged with the new ones later.",
	"Desde ese día los archivos nocturnos cambian el directorio. Cada alumno de los archivos "
	"recibe una cuenta nueva; las cuentas anteriores de alumnos no se tocan y pueden unirse "
	"después a las nuevas.",
	"À partir de ce jour, les fichiers de nuit modifient l'annuaire. Chaque élève des fichiers "
	"reçoit un nouveau compte ; les comptes antérieurs des élèves restent intacts et pourront "
	"être réunis aux nouveaux.",
	"Ab diesem Tag ändern die nächtlichen Dateien das Verzeichnis. Jedes Kind aus den Dateien "
	"bekommt ein neues Konto; frühere Konten von Kindern bleiben unberührt und können später "
	"mit den neuen vereint werden."},
};

// What the first day of a school means that has one of its own.
static const char *const graces[][LANGUAGES] = {
    [FIRST_LINK] = {"Until this day accounts of this school can be linked as before. " AGREE_EN
		    "The account of another student whom nobody linked by then is archived, with "
		    "its history, and the student gets a new one.",
	"Hasta ese día las cuentas de esta escuela pueden vincularse como antes. " AGREE_ES
	"La cuenta de otro alumno que entonces no esté vinculada se archiva con su historial, y el "
	"alumno recibe una nueva.",
	"Jusqu'à ce jour, les comptes de cette école peuvent être reliés comme avant. " AGREE_FR
	"Le compte d'un autre élève qui n'est alors pas relié est archivé avec son historique, et "
	"l'élève en reçoit un nouveau.",
	"Bis zu diesem Tag können Konten dieser Schule verknüpft werden wie bisher. " AGREE_DE
	"Das Konto eines anderen Kindes, das bis dahin niemand verknüpft hat, wird mit seinem "
	"Verlauf archiviert, und das Kind bekommt ein neues."},
    [FIRST_EXACT] = {"Until this day accounts of this school can be linked as before. " AGREE_EN
		     "Another student who is linked to no account by then gets a new one; an "
		     "account that is linked to nobody is kept as it is, and does not follow the "
		     "student.",
	"Hasta ese día las cuentas de esta escuela pueden vincularse como antes. " AGREE_ES
	"Quien si no no esté vinculado a ninguna cuenta recibe una nueva; una cuenta sin vínculo "
	"queda como está y no sigue al alumno.",
	"Jusqu'à ce jour, les comptes de cette école peuvent être reliés comme avant. " AGREE_FR
	"Un autre élève qui n'est alors relié à aucun compte en reçoit un nouveau ; un compte non "
	"relié reste en l'état et ne suit pas l'élève.",
	"Bis zu diesem Tag können Konten dieser Schule verknüpft werden wie bisher. " AGREE_DE
	"Wer sonst bis dahin mit keinem Konto verknüpft ist, bekommt ein neues; ein Konto ohne "
	"Verknüpfung bleibt, wie es ist, und folgt niemandem."},
    [FIRST_CREATE] = {"From this day on the nightly files change the directory for this school, "
		      "too. Each of its students gets a new account; accounts that were "
		      "there before are not touched, and can be merged with the new ones later.",
	"Desde ese día los archivos nocturnos cambian el directorio también para esta escuela. "
	"Cada alumno recibe una cuenta nueva; las cuentas anteriores no se "
	"tocan y pueden unirse después a las nuevas.",
	"À partir de ce jour, les fichiers de nuit modifient l'annuaire pour cette école aussi. "
	"Chaque élève y reçoit un nouveau compte ; les comptes antérieurs "
	"restent intacts et pourront être réunis aux nouveaux.",
	"Ab diesem Tag ändern die nächtlichen Dateien das Verzeichnis auch für diese Schule. Jedes "
	"Kind bekommt ein neues Konto; frühere Konten bleiben "
	"unberührt und können später mit den neuen vereint werden."},
};

const char *
words_subject(enum kind kind, enum language language)
{
	return subjects[kind][language];
}

const char *
words_todo(enum kind kind, enum first_sync policy, enum language language)
{
	if (kind == KIND_START || kind == KIND_START_7 || kind == KIND_START_1)
		return starts[policy][language];
	if (kind == KIND_GRACE || kind == KIND_GRACE_7 || kind == KIND_GRACE_1)
		return graces[policy][language];
	return todos[kind][language];
}

const char *
words_word(enum word word, enum language language)
{
	return words[word][language];
}

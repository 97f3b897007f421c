// Runs veraPDF on files and prints one line of JSON per file and standard. Usage: VeraPdf STANDARD,… FILE…
// The main program of veraPDF isn't in the wheel that carries its engine; this is the smallest stand-in.

import java.io.FileInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

public class VeraPdf {
    private static final int SHOWN = 20;

    public static void main(String[] arguments) throws Exception {
        Logger.getLogger("").setLevel(Level.OFF);
        VeraGreenfieldFoundryProvider.initialise();
        for (int at = 1; at < arguments.length; at++) {
            for (String standard : arguments[0].split(",")) {
                System.out.println(verdict(arguments[at], PDFAFlavour.byFlavourId(standard)));
            }
        }
    }

    private static String verdict(String file, PDFAFlavour flavour) throws Exception {
        try (InputStream content = new FileInputStream(file);
             PDFAParser parser = Foundries.defaultInstance().createParser(content, flavour);
             PDFAValidator validator =
                 Foundries.defaultInstance().createValidator(flavour, SHOWN, false, false, false)) {
            ValidationResult result = validator.validate(parser);
            List<String> broken = new ArrayList<>();
            for (TestAssertion one : result.getTestAssertions()) {
                if (one.getStatus() == TestAssertion.Status.FAILED) {
                    broken.add(quoted(one.getRuleId().getClause() + "-" + one.getRuleId().getTestNumber()
                        + " " + one.getMessage()));
                }
            }
            return "{\"file\": " + quoted(file) + ", \"standard\": " + quoted(flavour.getId())
                + ", \"valid\": " + result.isCompliant() + ", \"checks\": " + result.getTotalAssertions()
                + ", \"broken\": " + broken + "}";
        }
    }

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (char one : text.toCharArray()) {
            if (one == '"' || one == '\\' || one < ' ') {
                out.append(String.format("\\u%04x", (int) one));
            } else {
                out.append(one);
            }
        }
        return out.append('"').toString();
    }
}

import java.io.FileReader;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.Properties;
import org.eclipse.dataspacetck.dsp.system.DspSystemLauncher;
import org.eclipse.dataspacetck.runtime.TckRuntime;

/** Runs the compatibility kit with the settings in a file, and ends with 1 where a test fails. */
public class RunTck {
  public static void main(String[] arguments) throws Exception {
    var settings = new Properties();
    try (var reader = new FileReader(arguments[0])) {
      settings.load(reader);
    }
    var properties = new HashMap<String, String>();
    settings.forEach((name, value) -> properties.put((String) name, (String) value));
    var summary =
        TckRuntime.Builder.newInstance()
            .properties(properties)
            .addPackage("org.eclipse.dataspacetck.dsp.verification")
            .launcher(DspSystemLauncher.class)
            .build()
            .execute();
    for (var failure : summary.getFailures())
      System.out.println("FAILED " + failure.getTestIdentifier().getDisplayName() + " " + failure.getException());
    summary.printTo(new PrintWriter(System.out));
    System.out.printf(
        "TCK %d found, %d passed, %d failed, %d skipped%n",
        summary.getTestsFoundCount(),
        summary.getTestsSucceededCount(),
        summary.getTotalFailureCount(),
        summary.getTestsSkippedCount());
    System.exit(summary.getTotalFailureCount() == 0 ? 0 : 1);
  }
}

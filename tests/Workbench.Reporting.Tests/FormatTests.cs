namespace Workbench.Reporting.Tests;

public sealed class FormatTests
{
    [Fact]
    public void Samples_are_one_line_each() => Runs.Text(new SamplesCsv()).ShouldBe("""
        metric,method,sample,class,value
        hits,alpha,a,0,1
        hits,alpha,a,1,0
        hits,alpha,b,0,1
        hits,alpha,c,1,1
        restricted-hits,alpha,a,0,0.75
        restricted-hits,alpha,b,,0.25
        hits,beta@b4,a,0,0
        hits,beta@b4,a,1,0
        hits,beta@b4,b,0,1

        """);

    [Fact]
    public void Skipped_images_come_before_skipped_pairs() => Runs.Text(new SkippedCsv()).ShouldBe(""""
        metric,method,sample,class,reason
        ,,d,,"truncated: ""d.jpg"", at byte 7"
        hits,alpha,c,0,every box is difficult
        hits,beta@b4,c,0,every box is difficult

        """");

    [Fact]
    public void The_tidy_table_is_in_the_printed_unit() => Runs.Text(new CsvTable()).ShouldBe("""
        method,label,metric,value,low,high,also:class-mean,paper,difference,images,pairs,skipped,failure
        alpha,ALPHA,hits,75,70,81.25,70,74.1,0.9,3,4,1,
        alpha,ALPHA,restricted-hits,50,25,75,50,48.9,1.1,2,2,0,
        beta@b4,"BETA, B4",hits,33.333333,0,100,30,40,-6.666667,2,3,1,
        beta@b4,"BETA, B4",restricted-hits,,,,,,,0,0,0,"the map has shape [1,2], not [1,1,h,w]"

        """);

    [Fact]
    public void Markdown() => Runs.Text(new MarkdownTable()).ShouldBe($"""
        # Table 0. A | test

        | method | in the paper | hits % | paper | Δ paper | class-mean | restricted-hits % | paper | Δ paper | class-mean |
        | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
        | alpha | ALPHA | 75.0 [70.0, 81.3] | 74.1 | +0.9 | 70.0 | 50.0 [25.0, 75.0] | 48.9 | +1.1 | 50.0 |
        | beta@b4 | BETA, B4 | 33.3 [0.0, 100.0] | 40.0 | −6.7 | 30.0 | failed | – | – | – |

        - 3 images of rooms; 95 % intervals by bootstrap over images.
        - Skipped 1 image that could not be read (skipped.csv).
        - hits: skipped 1 pair (skipped.csv).
        - hits, alpha: 1 class had no trial.
        - beta@b4 failed under restricted-hits: the map has shape [1,2], not [1,1,h,w]

        Claims:

        - **not checked**: {Runs.UncheckedClaim}

        """);

    [Fact]
    public void Notes_about_rows_are_under_the_table_in_every_format()
    {
        var report = Runs.Small() with { Notes = [new(["alpha", "beta@b4"], "mind the gap.", null)] };
        Curves.Text(new MarkdownTable(), report).ShouldContain("\n- alpha, beta@b4: mind the gap.\n");
        Curves.Text(new LatexTable(), report).ShouldContain("alpha, beta@b4: mind the gap.");
        Curves
            .Text(new JsonTable(), report)
            .ReplaceLineEndings("")
            .Replace(" ", "")
            .ShouldContain("""{"methods":["alpha","beta@b4"],"text":"mindthegap."}""");
    }

    [Fact]
    public void A_folder_holds_every_format_and_nothing_unfinished()
    {
        var folder = Directory.CreateTempSubdirectory("results-");
        try
        {
            var results = Path.Combine(folder.FullName, "new", "results");
            ResultFolder.Write(Runs.Small(), results);
            ResultFolder.Write(Runs.Small(), results);
            Directory
                .GetFiles(results)
                .Select(Path.GetFileName)
                .Order()
                .ShouldBe(["samples.csv", "skipped.csv", "table.csv", "table.json", "table.md", "table.tex"]);
            File.ReadAllText(Path.Combine(results, "table.md")).ShouldBe(Runs.Text(new MarkdownTable()));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_write_that_fails_leaves_the_old_file()
    {
        var folder = Directory.CreateTempSubdirectory("results-");
        try
        {
            var file = Path.Combine(folder.FullName, "a.txt");
            ResultFolder.Write(file, writer => writer.Write("old"));
            Should.Throw<InvalidOperationException>(() => ResultFolder.Write(file, _ => throw new InvalidOperationException()));
            File.ReadAllText(file).ShouldBe("old");
            folder.GetFiles().Length.ShouldBe(1);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}

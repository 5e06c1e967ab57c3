using System.Text;

namespace Workbench.Data.Tests;

/// <summary>Label files as spreadsheets, pandas, R and people write them.</summary>
public sealed class LabelFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public LabelFileTests()
    {
        foreach (var name in new[] { "a.png", "b, c.jpg", "d e.jpg" }) File.WriteAllBytes(_folder[name], Pictures.Encode(8, 8));
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a.png,cat\n\"b, c.jpg\",\"crane, bird\"\nd e.jpg,\n")]
    [InlineData("\"file\",\"class\"\r\n\"a.png\",\"cat\"\r\n\"b, c.jpg\",\"crane, bird\"\r\n\"d e.jpg\",\"\"\r\n")]
    [InlineData("Filename;Label\na.png;cat\nb, c.jpg;crane, bird\nd e.jpg;\n")]
    [InlineData("image\tclass\na.png\tcat\nb, c.jpg\tcrane, bird\nd e.jpg\t\n")]
    [InlineData("\uFEFFa.png , \"cat\"\n\n\"b, c.jpg\", \"crane, bird\"\nd e.jpg\n")]
    [InlineData("d e.jpg\na.png,cat,cat\n\"b, c.jpg\",\"crane, bird\"")]
    public void Quoted_fields_separators_and_headers_are_understood(string text)
    {
        var source = Open(text);
        source
            .Ids.ToDictionary(id => id, id => string.Join(' ', source.Read(id).Sample.PresentClasses))
            .ShouldBe(
                new Dictionary<string, string>
                {
                    ["a.png"] = "0",
                    ["b, c.jpg"] = "1",
                    ["d e.jpg"] = "",
                });
    }

    [Fact]
    public void Text_of_16_bits_a_character_is_understood()
    {
        File.WriteAllText(_folder["labels.csv"], "a.png\tcat\nb, c.jpg\tcat\nd e.jpg\tcat\n", Encoding.Unicode);
        new FolderDataSource(_folder.Root, ["cat"], _folder["labels.csv"]).Ids.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData("a.png,cat\n\"b, c.jpg,cat\nd e.jpg,cat\n")]
    [InlineData("a.png,cat\n\"b, c.jpg\"x,cat\nd e.jpg,cat\n")]
    public void A_misplaced_quote_is_rejected_with_its_line(string text) =>
        Should
            .Throw<DataException>(() => Open(text))
            .Message.ShouldMatch($"^The labels '.*' cannot be used: line [0-9]+: a double quote is misplaced");

    [Fact]
    public void Doubled_quotes_are_one()
    {
        File.WriteAllBytes(_folder["say \"hi\".png"], Pictures.Encode(8, 8));
        Open("a.png,cat\n\"b, c.jpg\",cat\nd e.jpg,cat\n\"say \"\"hi\"\".png\",cat\n")
            .Read("say \"hi\".png")
            .Sample.PresentClasses.ShouldBe([0]);
    }

    [Fact]
    public void An_image_called_like_a_header_is_not_a_header()
    {
        using var folder = new TemporaryFolder();
        // A file named only "id" would not be listed. The class must not be taken for a header either.
        File.WriteAllBytes(folder["id.png"], Pictures.Encode(8, 8));
        File.WriteAllText(folder["labels.csv"], "id.png,cat\n");
        new FolderDataSource(folder.Root, ["cat"], folder["labels.csv"]).Read("id.png").Sample.PresentClasses.ShouldBe([0]);
    }

    private FolderDataSource Open(string text)
    {
        File.WriteAllText(_folder["labels.csv"], text);
        return new FolderDataSource(_folder.Root, ["cat", "crane, bird"], _folder["labels.csv"]);
    }
}

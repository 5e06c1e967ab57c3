namespace Workbench.Data.Tests;

/// <summary>Files that would take excessive memory, time or stack are rejected with an error that names them.</summary>
public sealed class DamagedFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly VocFolder _voc = new();

    public void Dispose()
    {
        _folder.Dispose();
        _voc.Dispose();
    }

    [Fact]
    public void A_line_of_a_hundred_thousand_spaces_takes_no_time()
    {
        var line = $"a{new string(' ', 100_000)}b";
        _voc.Split("test", line, "c");
        _voc.Open().Ids.Count.ShouldBe(2);
        using var images = new ImageNetFolder();
        images.Classes().Add(ImageNetFolder.Name(1));
        Should.Throw<DataException>(() => images.Open(images.Write("labels.txt", line, line))).Message.ShouldContain("labels.txt");
    }

    [Fact]
    public void A_jpeg_with_fewer_bits_than_blocks_is_truncated_whatever_its_header_says()
    {
        var file = Pictures.Encode(17, 13);
        // The size follows the marker of the frame: height, then width.
        var frame = file.AsSpan().IndexOf([(byte)0xFF, (byte)0xC0]);
        (file[frame + 5], file[frame + 6], file[frame + 7], file[frame + 8]) = (0x20, 0, 0x20, 0);
        File.WriteAllBytes(_folder["large.jpg"], file);
        Should
            .Throw<DataException>(() => Image.Load(_folder["large.jpg"]))
            .Message.ShouldBe($"The image '{_folder["large.jpg"]}' is truncated: the file ends before the picture does.");
        File.WriteAllBytes(_folder["plain.jpg"], Pictures.Encode(2000, 1500));
        Image.Load(_folder["plain.jpg"]).Width.ShouldBe(2000);
    }

    [Theory]
    [InlineData("voc-caffe", 1, 2000, "224×448000")]
    [InlineData("voc-caffe", 20_000_000, 1, "2147483647×224")]
    [InlineData("imagenet", 3, 3000, "256×256000")]
    public void A_thin_image_that_would_become_a_huge_input_is_refused_by_name(string convention, int width, int height, string input)
    {
        var image = new Image(width, height, new byte[3L * width * height]);
        Should
            .Throw<DataException>(() => InputConvention.FromName(convention).Apply(image))
            .Message.ShouldBe($"{width}×{height} pixels would become an input of {input}, which is not between 1 and 25 million pixels.");
        if (width > 10) return;
        image.SavePng(_folder["thin.png"]);
        new Prefetcher(new FolderDataSource(_folder.Root), InputConvention.FromName(convention))
            .Prepare(["thin.png"], TestContext.Current.CancellationToken)
            .Single()
            .Error!.Message.ShouldStartWith($"The image '{_folder["thin.png"]}' cannot be prepared: {width}×{height} pixels would become");
    }

    [Theory]
    [InlineData("<annotation>", "<object>", "</object>", "</annotation>")]
    [InlineData("<annotation><object><name>dog</name><bndbox>", "<a xmlns='b'>", "</a>", "</bndbox></object></annotation>")]
    public void Nesting_a_hundred_thousand_deep_does_not_crash_the_process(string before, string open, string close, string after)
    {
        var source = _voc.Split("test", "a").Add("a").Open();
        foreach (var closed in new[] { false, true })
        {
            File.WriteAllText(
                _voc.Annotation("a"),
                before
                    + string.Concat(Enumerable.Repeat(open, 100_000))
                    + (closed ? string.Concat(Enumerable.Repeat(close, 100_000)) + after : ""));
            Should
                .Throw<DataException>(() => source.Read("a"))
                .Message.ShouldStartWith($"The annotation '{_voc.Annotation("a")}' is malformed: ");
        }
    }
}

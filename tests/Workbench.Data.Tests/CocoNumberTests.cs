using System.Text;
using Workbench.Data.Coco;

namespace Workbench.Data.Tests;

/// <summary>Numbers as pandas and Python's json module write them: <c>1.0</c> for 1, and <c>NaN</c> and <c>Infinity</c>.</summary>
public sealed class CocoNumberTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public CocoNumberTests() => File.WriteAllBytes(_folder["a.png"], Pictures.Encode(30, 20));

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("1.0"), InlineData("1"), InlineData("1e0"), InlineData("9007199254740991.0")]
    public void A_whole_number_may_have_a_fraction_of_zero(string id)
    {
        var source = Open(
            $$"""
            {"images": [{"id": {{id}}, "file_name": "a.png", "width": 30.0, "height": 20.0}],
             "categories": [{"id": 3.0, "name": "cat"}],
             "annotations": [{"id": 5.0, "image_id": {{id}}, "category_id": 3.0, "bbox": [1, 2, 3, 4], "iscrowd": 0.0,
              "segmentation": {"size": [20.0, 30.0], "counts": [10.0, 5.0, 585.0]} }]}
            """);
        source.Read("a").Sample.Objects.Single().Mask.ShouldNotBeNull();
    }

    [Theory, InlineData("1.5"), InlineData("1e300"), InlineData("NaN"), InlineData("\"1\""), InlineData("9007199254740994.0")]
    public void An_id_that_is_not_a_whole_number_is_rejected(string id) =>
        Should
            .Throw<DataException>(() =>
                Open($$"""{"images": [{"id": {{id}}, "file_name": "a.png"}], "categories": [], "annotations": []}"""))
            .Message.ShouldContain("has an 'id' that is not a whole number");

    [Theory, InlineData("NaN"), InlineData("Infinity"), InlineData("-Infinity")]
    public void NaN_and_infinity_fail_only_where_a_number_is_needed(string word)
    {
        var source = Open(
            $$"""
            {"info": {{word}},
             "images": [{"id": 1, "file_name": "a.png", "width": {{word}}, "height": 20, "score": {{word}}}],
             "categories": [{"id": 3, "name": "{{word}} cat"}],
             "annotations": [{"id": 5, "image_id": 1, "category_id": 3, "area": {{word}}, "bbox": [1, 2, 3, 4],
              "segmentation": [[1, 2, 9, 2, 9, 9]]}]}
            """);
        source.Classes.ShouldBe([$"{word} cat"]);
        source.Read("a").Sample.Objects.Single().Mask.ShouldNotBeNull();
        Should
            .Throw<DataException>(() =>
                Open(
                    $$"""
                    {"images": [{"id": 1, "file_name": "a.png"}], "categories": [{"id": 3, "name": "cat"}],
                     "annotations": [{"id": 5, "image_id": 1, "category_id": 3, "bbox": [1, {{word}}, 3, 4]}]}
                    """))
            .Message.ShouldContain("annotation 5 has a 'bbox' with a value that is not a number");
    }

    [Fact]
    public void Words_are_found_across_buffer_ends()
    {
        const string Written = """[NaN,"NaN \" NaN\\",-Infinity,Infinity,-1,"-Infinity"]""";
        const string Expected = """["" ,"NaN \" NaN\\",""       ,""      ,-1,"-Infinity"]""";
        for (var before = (1 << 16) - 60; before < (1 << 16) + 10; before++)
            foreach (var chunk in new[] { 1, 7, 100_000 })
            {
                using var stream = new PythonNumbers(new Slow(Encoding.UTF8.GetBytes(new string(' ', before) + Written), chunk));
                using var reader = new StreamReader(stream);
                reader.ReadToEnd()[before..].ShouldBe(Expected, $"{before} {chunk}");
                if (chunk == 1) before += 9;
            }
    }

    [Fact]
    public void Backslashes_in_a_path_are_separators()
    {
        Directory.CreateDirectory(_folder["sub"]);
        File.Move(_folder["a.png"], _folder["sub", "a.png"]);
        Open("""{"images": [{"id": 1, "file_name": "sub\\a.png"}], "categories": [], "annotations": []}""")
            .Read("sub/a")
            .Image.Width.ShouldBe(30);
    }

    private CocoDataSource Open(string json)
    {
        File.WriteAllText(_folder["a.json"], json);
        return new CocoDataSource(_folder.Root, _folder["a.json"], truth: GroundTruth.Masks);
    }

    private sealed class Slow(byte[] bytes, int chunk) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, chunk));
    }
}

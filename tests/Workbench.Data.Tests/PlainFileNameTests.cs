using CsCheck;

namespace Workbench.Data.Tests;

/// <summary>Different ids never share a file, on any file system.</summary>
public sealed class PlainFileNameTests
{
    [
        Theory,
        InlineData("000012"),
        InlineData("2007_000027"),
        InlineData("ILSVRC2012_val_00000001"),
        InlineData("a-b.c_d"),
        InlineData("n01440764_10026.JPEG")
    ]
    public void A_plain_name_stays(string name) => PlainFileName.FromText(name).ShouldBe(name);

    [Theory]
    [
        InlineData("a b.jpg", "a_b.jpg"),
        InlineData("x/a", "x_a"),
        InlineData("x/a", "x\\a"),
        InlineData("a:b", "a*b"),
        InlineData("é", "e\u0301"),
        InlineData("é", "è"),
        InlineData("日本", "中国"),
        InlineData("a\nb", "a\tb"),
        InlineData("", "_"),
        InlineData(".", ".."),
        InlineData("..", "__"),
        InlineData("a.", "a"),
        InlineData("con", "_con"),
        InlineData("NUL.jpg", "nul.jpg"),
        InlineData("\ud83d\ude00", "\ud83d\ude01"),
        InlineData("a~b", "a_b")
    ]
    public void Names_that_look_alike_are_two_files(string one, string other)
    {
        string.Equals(PlainFileName.FromText(one), PlainFileName.FromText(other), StringComparison.OrdinalIgnoreCase).ShouldBeFalse();
        foreach (var name in (string[])[one, other])
        {
            PlainFileName.FromText(name).ShouldMatch("^[A-Za-z0-9_.~-]+$");
            PlainFileName.FromText(name).ShouldNotStartWith(".");
        }
    }

    [Fact]
    public void Very_long_names_that_differ_in_their_last_letter_are_two_files()
    {
        var (one, other) = (new string('x', 400) + "a", new string('x', 400) + "b");
        PlainFileName.FromText(one).ShouldNotBe(PlainFileName.FromText(other));
        PlainFileName.FromText(one).Length.ShouldBeLessThan(200);
    }

    [Fact]
    public void No_two_texts_have_one_name() =>
        Gen.String[Gen.Char["aA_b. /~é"], 0, 6]
            .Select(Gen.String[Gen.Char["aA_b. /~é"], 0, 6])
            .Sample((one, other) => (one == other) == (PlainFileName.FromText(one) == PlainFileName.FromText(other)));
}

using CsCheck;
using Workbench.Engine.Plugins;

namespace Workbench.Specs.Tests;

public sealed class PluginCallTests
{
    private static readonly Gen<string> Word = Gen.Char["abcxyz0123456789.+-"].Array[1, 8].Select(letters => new string(letters));

    private static readonly Gen<PluginCall> Call =
        Gen.Select(Word, Gen.OneOf(Word, Gen.Const((string)null!)), Gen.Select(Word, Word, KeyValuePair.Create).List[0, 3], (id, layer, options) => new PluginCall(id, layer, options));

    [Fact]
    public void What_is_written_reads_back() => Call.Sample(call =>
    {
        var back = PluginCall.Parse(call.ToString());
        return back.Id == call.Id && back.Layer == call.Layer && back.Options.SequenceEqual(call.Options);
    });

    [Theory]
    [InlineData("@b5", "'@b5' is no 'id', 'id@layer' or 'id@layer{option=value}'.")]
    [InlineData("a@", "'a@' is no 'id', 'id@layer' or 'id@layer{option=value}'.")]
    [InlineData("a{b=1", "'a{b=1' opens '{' at character 2 and does not end with '}'.")]
    [InlineData("a{b=}", "'b=' in 'a{b=}' is no 'option=value'.")]
    public void Other_forms_are_refused(string text, string message) => Should.Throw<FormatException>(() => PluginCall.Parse(text)).Message.ShouldBe(message);
}

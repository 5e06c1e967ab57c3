using Workbench.Engine.Model;
using static TorchSharp.torch;

namespace Workbench.Engine.Tests.Model;

/// <summary>A weights file that cannot serve is refused with what is wrong with it.</summary>
public sealed class WeightsErrorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Path => _folder["net.safetensors"];

    [Fact]
    public void A_missing_file() => Message().ShouldBe($"The weights '{Path}' do not exist.");

    [Fact]
    public void An_empty_file()
    {
        File.WriteAllBytes(Path, []);
        Message().ShouldContain("ends before its header");
    }

    [Fact]
    public void A_truncated_file()
    {
        RandomVgg.Write(Path, Nets.Narrow, 8, 4, 1);
        using (var file = File.OpenWrite(Path)) file.SetLength(file.Length - 100);
        Message().ShouldContain("it is truncated: tensor 'classifier.6.");
    }

    [Theory, InlineData(10), InlineData(4000)]
    public void A_file_cut_in_its_header(int length)
    {
        RandomVgg.Write(Path, Nets.Narrow, 8, 4, 1);
        using (var file = File.OpenWrite(Path)) file.SetLength(Math.Min(length, 1500));
        Message().ShouldContain("its header claims");
    }

    [Theory]
    [InlineData("{not json")]
    [InlineData("[1,2,3,4]")]
    [InlineData("{\"a\":{\"shape\":[1]}}")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[]}}")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":\"x\",\"data_offsets\":[0,4]}}")]
    [InlineData("{\"a\":{\"dtype\":\"Q7\",\"shape\":[1],\"data_offsets\":[0,4]}}")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,5]}}")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[-4,0]}}")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296,4294967296,4],\"data_offsets\":[0,0]}}")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1000000000000],\"data_offsets\":[0,4000000000000]}}")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4611686018427387904,0],\"data_offsets\":[0,0]}}")]
    [InlineData("{\"a\":{\"dtype\":5,\"shape\":[1],\"data_offsets\":[0,4]}}")]
    [InlineData("{\"a\":5}")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[9223372036854775807],\"data_offsets\":[1,-9223372036854775808]}}")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]},\"b\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[1,3]}}")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]},\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[2,4]}}")]
    public void A_header_of_garbage(string header)
    {
        File.WriteAllBytes(Path, [.. BitConverter.GetBytes((long)header.Length), .. System.Text.Encoding.ASCII.GetBytes(header), 0, 0, 0, 0]);
        Message().ShouldStartWith($"The weights '{Path}' are no usable safetensors file: ");
    }

    [Fact]
    public void Another_kind_of_file()
    {
        File.WriteAllText(Path, "PK\u0003\u0004 this is a zip file, as PyTorch writes");
        Message().ShouldContain("the directory at its zip archive's end is missing");
    }

    [Fact]
    public void Weights_with_NaN() => Altered(parameters => parameters["features.5.weight"][0, 0, 0, 0] = float.NaN)
        .ShouldContain("features.5.weight holds NaN or infinity");

    [Fact]
    public void A_kernel_of_another_size() => Altered(parameters => parameters["features.7.weight"] = zeros(8, 8, 5, 5))
        .ShouldContain("features.7.weight is [8,8,5,5], expected [*,8,3,3]");

    [Fact]
    public void Channels_that_do_not_follow() => Altered(parameters => parameters["features.2.weight"] = zeros(4, 5, 3, 3))
        .ShouldContain("features.2.weight is [4,5,3,3], expected [*,4,3,3]");

    [Fact]
    public void A_missing_bias() => Altered(parameters => parameters.Remove("features.10.bias")).ShouldContain("features.10.bias is missing");

    [Fact]
    public void A_bias_of_another_length() => Altered(parameters => parameters["classifier.3.bias"] = zeros(9)).ShouldContain("classifier.3.bias is [9], expected [8]");

    [Fact]
    public void A_head_that_is_not_square() => Altered(parameters => parameters["classifier.0.weight"] = zeros(8, 16 * 50))
        .ShouldContain("classifier.0.weight is [8,800], expected [*,16·n·n]");

    [Fact]
    public void A_head_that_is_a_convolution_of_other_channels() => Altered(parameters => parameters["classifier.0.weight"] = zeros(8, 12, 7, 7))
        .ShouldContain("classifier.0.weight is [8,588], expected [*,16·n·n]");

    [Fact]
    public void Batch_normalisation_is_not_guessed_at() => Altered(parameters =>
    {
        parameters["features.8.weight"] = ones(8);
        parameters["features.8.bias"] = zeros(8);
    }).ShouldContain("features.8.weight is [8]");

    [Fact]
    public void Something_else_altogether()
    {
        Safetensors.Write(Path, new Dictionary<string, Tensor> { ["conv1.weight"] = zeros(4, 3, 7, 7), ["layer1.0.bn1.bias"] = zeros(4) });
        Message().ShouldContain("are not VGG-shaped: a 'features.N.weight' and a 'classifier.N.weight' are needed; found conv1.weight, layer1.0.bn1.bias");
    }

    [Fact]
    public void Every_problem_stands_in_one_message() => Altered(parameters =>
    {
        parameters.Remove("features.0.bias");
        parameters["classifier.6.bias"] = zeros(3);
        parameters["features.28.bias"][0] = float.PositiveInfinity;
    }).ShouldSatisfyAllConditions(
        message => message.ShouldContain("features.0.bias is missing"),
        message => message.ShouldContain("classifier.6.bias is [3]"),
        message => message.ShouldContain("features.28.bias holds NaN or infinity"));

    private string Altered(Action<Dictionary<string, Tensor>> change)
    {
        RandomVgg.Write(Path, Nets.Narrow, 8, 4, 1);
        var parameters = Safetensors.Read(Path);
        change(parameters);
        Safetensors.Write(Path, parameters);
        return Message();
    }

    private string Message() => Should.Throw<WeightsException>(() => ModelService.Load(Path, "cpu")).Message;

    public void Dispose() => _folder.Dispose();
}

using Workbench.Engine.Model;
using static TorchSharp.torch;

namespace Workbench.Engine.Tests.Model;

/// <summary>The error for an unusable weights file states the fault.</summary>
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
    [InlineData(
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]},\"b\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[1,3]}}")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[0,3]}}")] // a byte after the last tensor
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[1,4]}}")] // before the first
    [InlineData(   // between them
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]},\"b\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[2,4]}}")]
    [InlineData(
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]},\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[2,4]}}")]
    public void A_header_of_garbage(string header)
    {
        File.WriteAllBytes(
            Path,
            [.. BitConverter.GetBytes((long)header.Length), .. System.Text.Encoding.ASCII.GetBytes(header), 0, 0, 0, 0]);
        Message().ShouldStartWith($"The weights '{Path}' are not a usable safetensors file: ");
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
    public void A_missing_bias() =>
        Altered(parameters => parameters.Remove("features.10.bias")).ShouldContain("features.10.bias is missing");

    [Fact]
    public void A_bias_of_another_length() =>
        Altered(parameters => parameters["classifier.3.bias"] = zeros(9)).ShouldContain("classifier.3.bias is [9], expected [8]");

    [Fact]
    public void A_head_that_is_not_square() => Altered(parameters => parameters["classifier.0.weight"] = zeros(8, 16 * 50))
        .ShouldContain("classifier.0.weight is [8,800], expected [*,16·n·n]");

    [Fact]
    public void A_head_that_is_a_convolution_of_other_channels() =>
        Altered(parameters => parameters["classifier.0.weight"] = zeros(8, 12, 7, 7))
        .ShouldContain("classifier.0.weight is [8,588], expected [*,16·n·n]");

    [Fact]
    public void A_batch_normalisation_without_statistics_is_rejected() => Altered(parameters =>
    {
        parameters["features.8.weight"] = ones(8);
        parameters["features.8.bias"] = zeros(8);
    }).ShouldContain("features.8.weight is [8]");

    // Names that a lenient parser would accept as a layer's number, and numbers out of range.
    [Theory]
    [InlineData("features.weight"), InlineData("classifier.weight"), InlineData("features..weight"), InlineData("features.x.weight")]
    [InlineData("features.-1.weight"), InlineData("features.+0.weight"), InlineData("features. 0.weight")]
    [InlineData("features.00.weight"), InlineData("features.0.0.weight"), InlineData("features.2147483647.weight")]
    [InlineData("features.99999999999999999999.weight"), InlineData("classifier.٣.weight"), InlineData("features.\u001b.weight")]
    public void A_name_without_a_layers_number(string name) =>
        Altered(parameters => parameters[name] = zeros(4, 3, 3, 3))
            .ShouldContain($"{name.Replace('\u001b', '?')} is not a layer's weight; expected '{name[..(name.IndexOf('.') + 1)]}N.weight'");

    [Fact]
    public void Fully_connected_layers_with_other_numbers() => Altered(parameters =>
    {
        foreach (var part in (string[])["weight", "bias"]) parameters[$"classifier.2.{part}"] = parameters[$"classifier.3.{part}"];
        foreach (var part in (string[])["weight", "bias"]) parameters.Remove($"classifier.3.{part}");
    })
    .ShouldContain("expected a ReLU and a dropout between classifier.0 and classifier.2; "
        + "renumber them with 'layers' in a model card (classifier.2: classifier.3)");

    [Fact]
    public void Weights_that_are_integers_or_empty()
    {
        Altered(parameters => parameters["features.5.weight"] = parameters["features.5.weight"].to(ScalarType.Int64))
            .ShouldContain("features.5.weight has dtype Int64, expected floating point");
        Altered(parameters => parameters["features.5.bias"] = parameters["features.5.bias"].to(ScalarType.Int8))
            .ShouldContain("features.5.bias has dtype Int8, expected floating point");
        Altered(parameters => (parameters["classifier.6.weight"], parameters["classifier.6.bias"]) = (zeros(0, 8), zeros(0)))
            .ShouldContain("classifier.6.weight is [0,8], which is empty");
    }

    [Fact]
    public void A_batch_normalisation_that_lacks_a_tensor()
    {
        void Norm(Dictionary<string, Tensor> parameters, params string[] parts)
        {
            // As torchvision numbers a VGG with batch normalisation: the second convolution moves up by one.
            foreach (var part in (string[])["weight", "bias"]) parameters[$"features.3.{part}"] = parameters[$"features.2.{part}"];
            foreach (var part in (string[])["weight", "bias"]) parameters.Remove($"features.2.{part}");
            foreach (var part in parts) parameters[$"features.1.{part}"] = ones(4);
        }
        Altered(parameters => Norm(parameters, "running_mean", "running_var")).ShouldContain(
            "features.1 is a batch normalisation (it has features.1.running_mean) without features.1.weight and features.1.bias; "
            + "if it has no affine parameters (affine=False), save a weight of ones and a bias of zeros");
        Altered(parameters => Norm(parameters, "running_mean", "weight", "bias"))
            .ShouldContain("features.1 is a batch normalisation (it has features.1.running_mean) without features.1.running_var");
        Altered(parameters =>
        {
            Norm(parameters, "running_mean", "weight", "bias");
            parameters["features.1.running_var"] = ones(5);
        }).ShouldContain("features.1 is a batch normalisation whose size differs from the 4 channels of features.0");
        Altered(parameters => parameters["classifier.1.running_mean"] = ones(8))
            .ShouldContain(
                "classifier.1 is a batch normalisation (it has classifier.1.running_mean) without a convolution directly before it");
        Altered(parameters => parameters["features.1.running_var"] = parameters["features.1.running_mean"] = ones(8))
            .ShouldContain("features.1 is a batch normalisation");
    }

    [Fact]
    public void A_network_that_is_not_a_vgg()
    {
        Safetensors.Write(Path, new Dictionary<string, Tensor> { ["conv1.weight"] = zeros(4, 3, 7, 7), ["layer1.0.bn1.bias"] = zeros(4) });
        Message()
            .ShouldContain(
                "are not VGG-shaped: a 'features.N.weight' and a 'classifier.N.weight' are needed; found conv1.weight, layer1.0.bn1.bias");
    }

    [Fact]
    public void One_message_lists_every_problem() => Altered(parameters =>
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

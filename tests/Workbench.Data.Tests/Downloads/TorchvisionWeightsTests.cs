using Workbench.Data.Downloads;

namespace Workbench.Data.Tests.Downloads;

/// <summary>The list of torchvision's weights.</summary>
public sealed class TorchvisionWeightsTests
{
    private static readonly List<Pullable> s_weights = [.. Pullables.All.Where(item => item.Architecture is not null)];

    [Fact]
    public void Each_name_is_the_models_with_an_ending_if_it_has_several_files()
    {
        s_weights.Count.ShouldBe(93);
        s_weights.Select(item => item.File).ShouldBeUnique();
        foreach (var model in s_weights.GroupBy(item => item.Architecture!))
        {
            if (model.First().Group == "VGG")
                model.Single().Name.ShouldBe($"{model.Key.Replace('_', '-')}-imagenet");
            else if (model.Count() == 1)
                model.Single().Name.ShouldBe(model.Key);
            else
                foreach (var item in model) item.Name.ShouldMatch($"^{model.Key}-(v1|v2|swag|swag-linear)$");
        }
    }

    [Fact]
    public void Each_file_is_at_torchvisions_and_has_digits_of_its_checksum_and_a_convention()
    {
        foreach (var item in s_weights)
        {
            $"{item.Source}".ShouldBe($"https://download.pytorch.org/models/{item.File}");
            item.Check.ShouldBeOfType<Checksum>().Expected.ShouldMatch("^sha-256 [0-9a-f]{8}([0-9a-f]{2})?…$");
            InputConvention.FromName(item.Input!).Name.ShouldBe(item.Input);
            item.Group.ShouldNotBeEmpty();
        }
    }

    [Theory]
    [InlineData("vgg16-imagenet", "vgg16-397923af.pth", "imagenet")]
    [InlineData("vgg16-voc07", "vgg16_voc-b050e8c3.pth.tar", "voc-caffe")]
    [InlineData("alexnet", "alexnet-owt-7be5be79.pth", "imagenet")]
    [InlineData("resnet18", "resnet18-f37072fd.pth", "imagenet")]
    [InlineData("resnet50-v1", "resnet50-0676ba61.pth", "imagenet")]
    [InlineData("resnet50-v2", "resnet50-11ad3fa6.pth", "imagenet-232-224")]
    [InlineData("mnasnet0_5", "mnasnet0.5_top1_67.823-3ffadce67e.pth", "imagenet")]
    [InlineData("regnet_y_16gf-swag", "regnet_y_16gf_swag-43afe44d.pth", "imagenet-384-384-bicubic")]
    [InlineData("inception_v3", "inception_v3_google-0cc3c7bd.pth", "half-342-299")]
    [InlineData("efficientnet_b4", "efficientnet_b4_rwightman-23ab8bcd.pth", "imagenet-384-380-bicubic")]
    [InlineData("efficientnet_v2_l", "efficientnet_v2_l-59c71312.pth", "half-480-480-bicubic")]
    public void Known_weights_have_their_file_and_convention(string name, string file, string input)
    {
        var item = Pullables.Find(name).ShouldNotBeNull();
        (item.File, item.Input).ShouldBe((file, input));
    }

    [Fact]
    public void A_file_counts_by_the_digits_behind_the_last_hyphen()
    {
        Checksum.FromName("mnasnet0.5_top1_67.823-3ffadce67e.pth").Hex.ShouldBe("3ffadce67e");
        Checksum.FromName("vgg16_voc-b050e8c3.pth.tar").Hex.ShouldBe("b050e8c3");
    }

    [Theory]
    [InlineData("resnet50", "; its weights are resnet50-v1, resnet50-v2.")]
    [InlineData("vgg16", "; its weights are vgg16-imagenet.")]
    [InlineData("resnet-18", "; did you mean 'resnet18'?")]
    [InlineData("", "; 'workbench pull --list' shows all names.")]
    [InlineData("something else", "; 'workbench pull --list' shows all names.")]
    public void An_unknown_name_gets_a_hint(string name, string hint) => Pullables.Hint(name).ShouldBe(hint);
}

using System.Security.Cryptography;

namespace Workbench.Data.Downloads;

/// <summary>All files that can be pulled.</summary>
public static class Pullables
{
    /// <summary>The prefix of a name in a spec.</summary>
    public const string Prefix = "pull:";

    private const string Voc = "http://host.robots.ox.ac.uk/pascal/VOC/";
    private const string Photos = "photographs";
    private const string TorchRayCommit = "6a198ee61d229360a3def590410378d2ed6f1f06";

    private const string TorchRayLicence = "CC BY-NC 4.0 (TorchRay): not for commercial use.";
    private const string TorchRayCite =
        "Zhang et al., Top-Down Neural Attention by Excitation Backprop, IJCV 2018; "
        + "Fong, Patrick and Vedaldi, Understanding Deep Networks via Extremal Perturbations and Smooth Masks, ICCV 2019.";
    private const string VocLicence = "The photographs are from flickr; flickr's terms of use apply.";
    private const string VocCite = "Everingham et al., The Pascal Visual Object Classes (VOC) Challenge, IJCV 2010.";

    /// <summary>The files, in listing order.</summary>
    public static IReadOnlyList<Pullable> All { get; } =
    [
        .. TorchvisionWeights.Vggs,
        new()
        {
            Name = "vgg16-voc07",
            Group = "VGG",
            Description = "the pointing game's VGG-16, fine-tuned on VOC2007 in Caffe, as TorchRay converted it",
            Size = 537_400_000,
            Source = PullSource.FromUrl("https://dl.fbaipublicfiles.com/torchray/vgg16_voc-b050e8c3.pth.tar"),
            Check = Checksum.FromName("vgg16_voc-b050e8c3.pth.tar"),
            Licence = TorchRayLicence,
            Cite = TorchRayCite,
            Input = "voc-caffe",
        },
        .. TorchvisionWeights.Others,
        new()
        {
            Name = "resnet18-imagenet",
            Group = "Without a classifier",
            Description = "ResNet-18 up to its pooled features, trained in CNTK, as ML.NET ships it",
            Size = 63_653_533,
            Source = new(null, null, new(
                "Microsoft.ML.DnnImageFeaturizer.ResNet18", "0.23.1", "tools/DnnImageModels/ResNet18Onnx/ResNet18.onnx")),
            Check = new Checksum(
                HashAlgorithmName.SHA256, "e2552f19db2dfdb01b3669537b6a0f1b44da38d18279535492ed5dfc2ef1ff8f"),
            Licence = "MIT (Microsoft); the weights were trained on ImageNet.",
            Cite = "He et al., Deep Residual Learning for Image Recognition, CVPR 2016; "
                + "Russakovsky et al., ImageNet Large Scale Visual Recognition Challenge, IJCV 2015.",
            Input = "cntk-square",
        },
        Photographs(
            "voc07-test", "VOC2007's test images with their annotations", "voc2007/VOCtest_06-Nov-2007.tar", 451_020_800,
            "b6e924de25625d8de591ea690078ad9f"),
        Photographs(
            "voc07-trainval", "VOC2007's training and validation images with their annotations", "voc2007/VOCtrainval_06-Nov-2007.tar",
            460_032_000, "c52e279531787c972589f7e41ab4ae64"),
        Photographs(
            "voc12-trainval", "VOC2012's training and validation images with their annotations", "voc2012/VOCtrainval_11-May-2012.tar",
            1_999_639_040, "6cd6e144f989b92b3379bac3b3de84fd"),
        new()
        {
            Name = "difficult-flags",
            Group = Photos,
            Description = "the (image, class) pairs of VOC2007 test in the pointing game's difficult subset",
            Size = 232_744,
            Source = PullSource.FromUrl(
                $"https://raw.githubusercontent.com/facebookresearch/TorchRay/{TorchRayCommit}/"
                + "torchray/benchmark/pointing_game_ebp_voc07_difficult.txt"),
            Check = new FlagCounts(),
            Licence = TorchRayLicence,
            Cite = TorchRayCite,
        },
    ];

    public static IReadOnlyList<string> Names { get; } = [.. All.Select(item => item.Name)];

    /// <summary>The file of a name, or null.</summary>
    public static Pullable? Find(string name) => All.FirstOrDefault(item => item.Name == name);

    /// <summary>The end of a message about an unknown name: the names that are meant, or where to find all of them.</summary>
    /// <param name="name">The name as written.</param>
    public static string Hint(string name)
    {
        var files = All.Where(item => item.Architecture == name).Select(item => item.Name).ToList();
        return files.Count > 0 ? $"; its weights are {string.Join(", ", files)}."
            : NearestName.Find(name, Names) is { } best ? $"; did you mean '{best}'?"
            : "; 'workbench pull --list' shows all names.";
    }

    private static Pullable Photographs(string name, string what, string path, long size, string md5) =>
        new()
        {
            Name = name,
            Group = Photos,
            Description = what,
            Source = PullSource.FromUrl(Voc + path),
            Size = size,
            Check = new Checksum(HashAlgorithmName.MD5, md5),
            Licence = VocLicence,
            Cite = VocCite,
        };
}

namespace Workbench.Data.Downloads;

/// <summary>
/// torchvision's published weights for the 1,000 classes of ImageNet, with the input convention of each.
/// </summary>
/// <remarks>
/// File names, sizes and conventions are torchvision's. Those of EfficientNet-B0 to B7 are the names since its pull request 8036
/// (October 2023): before, their digits were not those of the files' checksums. VGG-16's features for SSD are left
/// out, as their file has no classifier.
/// A name is torchvision's name of the model. A model with several published files has none without an ending: <c>resnet50-v1</c>,
/// <c>resnet50-v2</c>. So a name stays the same file when torchvision changes its default.
/// torchvision gives GoogLeNet and Inception v3 ImageNet's normalisation and lets the networks change it to a mean and a deviation of 0.5.
/// Their conventions here begin with <c>half</c>, which gives the first convolution the same values.
/// </remarks>
internal static class TorchvisionWeights
{
    private const string Folder = "https://download.pytorch.org/models/";
    private const string ImageNet = "Russakovsky et al., ImageNet Large Scale Visual Recognition Challenge, IJCV 2015.";
    private const string Licence =
        "torchvision is BSD-3-Clause; the weights were trained on ImageNet, whose terms allow non-commercial research and teaching.";
    private const string SwagLicence = "CC BY-NC 4.0 (SWAG): not for commercial use.";
    private const string SwagCite =
        "Singh et al., Revisiting Weakly Supervised Pre-Training of Visual Perception Models, CVPR 2022";
    private const string VggCite =
        "Simonyan and Zisserman, Very Deep Convolutional Networks for Large-Scale Image Recognition, ICLR 2015";
    private const double Mebibyte = 1 << 20;

    /// <summary>The VGGs, whose names end in <c>-imagenet</c>.</summary>
    public static IReadOnlyList<Pullable> Vggs { get; } =
    [
        Vgg("vgg16", "VGG-16", "vgg16-397923af.pth", 553_433_881),
        Vgg("vgg16_bn", "VGG-16 with batch normalisation", "vgg16_bn-6c64b313.pth", 553_507_836),
        Vgg("vgg11", "VGG-11", "vgg11-8a719046.pth", 531_456_000),
        Vgg("vgg13", "VGG-13", "vgg13-19584684.pth", 532_194_478),
        Vgg("vgg19", "VGG-19", "vgg19-dcbb9e9d.pth", 574_673_361),
        Vgg("vgg11_bn", "VGG-11 with batch normalisation", "vgg11_bn-6002323d.pth", 531_503_000),
        Vgg("vgg13_bn", "VGG-13 with batch normalisation", "vgg13_bn-abd245e5.pth", 532_247_000),
        Vgg("vgg19_bn", "VGG-19 with batch normalisation", "vgg19_bn-c79401a0.pth", 574_770_000),
    ];

    /// <summary>The other families.</summary>
    public static IReadOnlyList<Pullable> Others { get; } =
    [
        .. Family(
            "AlexNet",
            "Krizhevsky, One Weird Trick for Parallelizing Convolutional Neural Networks, arXiv 1404.5997, 2014",
            ("alexnet", "", "AlexNet", "alexnet-owt-7be5be79.pth", 233.087, "imagenet")),
        .. Family(
            "ResNet",
            "He et al., Deep Residual Learning for Image Recognition, CVPR 2016",
            ("resnet18", "", "ResNet-18", "resnet18-f37072fd.pth", 44.661, "imagenet"),
            ("resnet34", "", "ResNet-34", "resnet34-b627a593.pth", 83.275, "imagenet"),
            ("resnet50", "v1", "ResNet-50", "resnet50-0676ba61.pth", 97.781, "imagenet"),
            ("resnet50", "v2", "ResNet-50", "resnet50-11ad3fa6.pth", 97.79, "imagenet-232-224"),
            ("resnet101", "v1", "ResNet-101", "resnet101-63fe2227.pth", 170.511, "imagenet"),
            ("resnet101", "v2", "ResNet-101", "resnet101-cd907fc2.pth", 170.53, "imagenet-232-224"),
            ("resnet152", "v1", "ResNet-152", "resnet152-394f9c45.pth", 230.434, "imagenet"),
            ("resnet152", "v2", "ResNet-152", "resnet152-f82ba261.pth", 230.474, "imagenet-232-224")),
        .. Family(
            "ResNeXt",
            "Xie et al., Aggregated Residual Transformations for Deep Neural Networks, CVPR 2017",
            ("resnext50_32x4d", "v1", "ResNeXt-50 32x4d", "resnext50_32x4d-7cdf4587.pth", 95.789, "imagenet"),
            ("resnext50_32x4d", "v2", "ResNeXt-50 32x4d", "resnext50_32x4d-1a0047aa.pth", 95.833, "imagenet-232-224"),
            ("resnext101_32x8d", "v1", "ResNeXt-101 32x8d", "resnext101_32x8d-8ba56ff5.pth", 339.586, "imagenet"),
            ("resnext101_32x8d", "v2", "ResNeXt-101 32x8d", "resnext101_32x8d-110c445d.pth", 339.673, "imagenet-232-224"),
            ("resnext101_64x4d", "", "ResNeXt-101 64x4d", "resnext101_64x4d-173b62eb.pth", 319.318, "imagenet-232-224")),
        .. Family(
            "Wide ResNet",
            "Zagoruyko and Komodakis, Wide Residual Networks, BMVC 2016",
            ("wide_resnet50_2", "v1", "Wide ResNet-50-2", "wide_resnet50_2-95faca4d.pth", 131.82, "imagenet"),
            ("wide_resnet50_2", "v2", "Wide ResNet-50-2", "wide_resnet50_2-9ba9bcbe.pth", 263.124, "imagenet-232-224"),
            ("wide_resnet101_2", "v1", "Wide ResNet-101-2", "wide_resnet101_2-32ee1156.pth", 242.896, "imagenet"),
            ("wide_resnet101_2", "v2", "Wide ResNet-101-2", "wide_resnet101_2-d733dc28.pth", 484.747, "imagenet-232-224")),
        .. Family(
            "SqueezeNet",
            "Iandola et al., SqueezeNet: AlexNet-Level Accuracy with 50x Fewer Parameters and <0.5MB Model Size, arXiv 1602.07360, 2016",
            ("squeezenet1_0", "", "SqueezeNet 1.0", "squeezenet1_0-b66bff10.pth", 4.778, "imagenet"),
            ("squeezenet1_1", "", "SqueezeNet 1.1", "squeezenet1_1-b8a52dc0.pth", 4.729, "imagenet")),
        .. Family(
            "GoogLeNet",
            "Szegedy et al., Going Deeper with Convolutions, CVPR 2015",
            ("googlenet", "", "GoogLeNet", "googlenet-1378be20.pth", 49.731, "half-256-224")),
        .. Family(
            "Inception v3",
            "Szegedy et al., Rethinking the Inception Architecture for Computer Vision, CVPR 2016",
            ("inception_v3", "", "Inception v3", "inception_v3_google-0cc3c7bd.pth", 103.903, "half-342-299")),
        .. Family(
            "DenseNet",
            "Huang et al., Densely Connected Convolutional Networks, CVPR 2017",
            ("densenet121", "", "DenseNet-121", "densenet121-a639ec97.pth", 30.845, "imagenet"),
            ("densenet161", "", "DenseNet-161", "densenet161-8d451a50.pth", 110.369, "imagenet"),
            ("densenet169", "", "DenseNet-169", "densenet169-b2777c0a.pth", 54.708, "imagenet"),
            ("densenet201", "", "DenseNet-201", "densenet201-c1103571.pth", 77.373, "imagenet")),
        .. Family(
            "MobileNetV2",
            "Sandler et al., MobileNetV2: Inverted Residuals and Linear Bottlenecks, CVPR 2018",
            ("mobilenet_v2", "v1", "MobileNetV2", "mobilenet_v2-b0353104.pth", 13.555, "imagenet"),
            ("mobilenet_v2", "v2", "MobileNetV2", "mobilenet_v2-7ebf99e0.pth", 13.598, "imagenet-232-224")),
        .. Family(
            "MobileNetV3",
            "Howard et al., Searching for MobileNetV3, ICCV 2019",
            ("mobilenet_v3_large", "v1", "MobileNetV3-Large", "mobilenet_v3_large-8738ca79.pth", 21.114, "imagenet"),
            ("mobilenet_v3_large", "v2", "MobileNetV3-Large", "mobilenet_v3_large-5c1a4163.pth", 21.107, "imagenet-232-224"),
            ("mobilenet_v3_small", "", "MobileNetV3-Small", "mobilenet_v3_small-047dcff4.pth", 9.829, "imagenet")),
        .. Family(
            "MnasNet",
            "Tan et al., MnasNet: Platform-Aware Neural Architecture Search for Mobile, CVPR 2019",
            ("mnasnet0_5", "", "MnasNet 0.5", "mnasnet0.5_top1_67.823-3ffadce67e.pth", 8.591, "imagenet"),
            ("mnasnet0_75", "", "MnasNet 0.75", "mnasnet0_75-7090bc5f.pth", 12.303, "imagenet-232-224"),
            ("mnasnet1_0", "", "MnasNet 1.0", "mnasnet1.0_top1_73.512-f206786ef8.pth", 16.915, "imagenet"),
            ("mnasnet1_3", "", "MnasNet 1.3", "mnasnet1_3-a4c69d6f.pth", 24.246, "imagenet-232-224")),
        .. Family(
            "ShuffleNetV2",
            "Ma et al., ShuffleNet V2: Practical Guidelines for Efficient CNN Architecture Design, ECCV 2018",
            ("shufflenet_v2_x0_5", "", "ShuffleNetV2 ×0.5", "shufflenetv2_x0.5-f707e7126e.pth", 5.282, "imagenet"),
            ("shufflenet_v2_x1_0", "", "ShuffleNetV2 ×1.0", "shufflenetv2_x1-5666bf0f80.pth", 8.791, "imagenet"),
            ("shufflenet_v2_x1_5", "", "ShuffleNetV2 ×1.5", "shufflenetv2_x1_5-3c479a10.pth", 13.557, "imagenet-232-224"),
            ("shufflenet_v2_x2_0", "", "ShuffleNetV2 ×2.0", "shufflenetv2_x2_0-8be3c8ee.pth", 28.433, "imagenet-232-224")),
        .. Family(
            "RegNet",
            "Radosavovic et al., Designing Network Design Spaces, CVPR 2020",
            ("regnet_y_400mf", "v1", "RegNetY 400 MF", "regnet_y_400mf-c65dace8.pth", 16.806, "imagenet"),
            ("regnet_y_400mf", "v2", "RegNetY 400 MF", "regnet_y_400mf-e6988f5f.pth", 16.806, "imagenet-232-224"),
            ("regnet_y_800mf", "v1", "RegNetY 800 MF", "regnet_y_800mf-1b27b58c.pth", 24.774, "imagenet"),
            ("regnet_y_800mf", "v2", "RegNetY 800 MF", "regnet_y_800mf-58fc7688.pth", 24.774, "imagenet-232-224"),
            ("regnet_y_1_6gf", "v1", "RegNetY 1.6 GF", "regnet_y_1_6gf-b11a554e.pth", 43.152, "imagenet"),
            ("regnet_y_1_6gf", "v2", "RegNetY 1.6 GF", "regnet_y_1_6gf-0d7bc02a.pth", 43.152, "imagenet-232-224"),
            ("regnet_y_3_2gf", "v1", "RegNetY 3.2 GF", "regnet_y_3_2gf-b5a9779c.pth", 74.567, "imagenet"),
            ("regnet_y_3_2gf", "v2", "RegNetY 3.2 GF", "regnet_y_3_2gf-9180c971.pth", 74.567, "imagenet-232-224"),
            ("regnet_y_8gf", "v1", "RegNetY 8 GF", "regnet_y_8gf-d0d0e4a8.pth", 150.701, "imagenet"),
            ("regnet_y_8gf", "v2", "RegNetY 8 GF", "regnet_y_8gf-dc2b1b54.pth", 150.701, "imagenet-232-224"),
            ("regnet_y_16gf", "v1", "RegNetY 16 GF", "regnet_y_16gf-9e6ed7dd.pth", 319.49, "imagenet"),
            ("regnet_y_16gf", "v2", "RegNetY 16 GF", "regnet_y_16gf-3e4a00f9.pth", 319.49, "imagenet-232-224"),
            ("regnet_y_16gf", "swag", "RegNetY 16 GF", "regnet_y_16gf_swag-43afe44d.pth", 319.49, "imagenet-384-384-bicubic"),
            ("regnet_y_16gf", "swag-linear", "RegNetY 16 GF", "regnet_y_16gf_lc_swag-f3ec0043.pth", 319.49, "imagenet-224-224-bicubic"),
            ("regnet_y_32gf", "v1", "RegNetY 32 GF", "regnet_y_32gf-4dee3f7a.pth", 554.076, "imagenet"),
            ("regnet_y_32gf", "v2", "RegNetY 32 GF", "regnet_y_32gf-8db6d4b5.pth", 554.076, "imagenet-232-224"),
            ("regnet_y_32gf", "swag", "RegNetY 32 GF", "regnet_y_32gf_swag-04fdfa75.pth", 554.076, "imagenet-384-384-bicubic"),
            ("regnet_y_32gf", "swag-linear", "RegNetY 32 GF", "regnet_y_32gf_lc_swag-e1583746.pth", 554.076, "imagenet-224-224-bicubic"),
            ("regnet_y_128gf", "swag", "RegNetY 128 GF", "regnet_y_128gf_swag-c8ce3e52.pth", 2461.564, "imagenet-384-384-bicubic"),
            (
                "regnet_y_128gf", "swag-linear", "RegNetY 128 GF", "regnet_y_128gf_lc_swag-cbe8ce12.pth", 2461.564,
                "imagenet-224-224-bicubic"),
            ("regnet_x_400mf", "v1", "RegNetX 400 MF", "regnet_x_400mf-adf1edd5.pth", 21.258, "imagenet"),
            ("regnet_x_400mf", "v2", "RegNetX 400 MF", "regnet_x_400mf-62229a5f.pth", 21.257, "imagenet-232-224"),
            ("regnet_x_800mf", "v1", "RegNetX 800 MF", "regnet_x_800mf-ad17e45c.pth", 27.945, "imagenet"),
            ("regnet_x_800mf", "v2", "RegNetX 800 MF", "regnet_x_800mf-94a99ebd.pth", 27.945, "imagenet-232-224"),
            ("regnet_x_1_6gf", "v1", "RegNetX 1.6 GF", "regnet_x_1_6gf-e3633e7f.pth", 35.339, "imagenet"),
            ("regnet_x_1_6gf", "v2", "RegNetX 1.6 GF", "regnet_x_1_6gf-a12f2b72.pth", 35.339, "imagenet-232-224"),
            ("regnet_x_3_2gf", "v1", "RegNetX 3.2 GF", "regnet_x_3_2gf-f342aeae.pth", 58.756, "imagenet"),
            ("regnet_x_3_2gf", "v2", "RegNetX 3.2 GF", "regnet_x_3_2gf-7071aa85.pth", 58.756, "imagenet-232-224"),
            ("regnet_x_8gf", "v1", "RegNetX 8 GF", "regnet_x_8gf-03ceed89.pth", 151.456, "imagenet"),
            ("regnet_x_8gf", "v2", "RegNetX 8 GF", "regnet_x_8gf-2b70d774.pth", 151.456, "imagenet-232-224"),
            ("regnet_x_16gf", "v1", "RegNetX 16 GF", "regnet_x_16gf-2007eb11.pth", 207.627, "imagenet"),
            ("regnet_x_16gf", "v2", "RegNetX 16 GF", "regnet_x_16gf-ba3796d7.pth", 207.627, "imagenet-232-224"),
            ("regnet_x_32gf", "v1", "RegNetX 32 GF", "regnet_x_32gf-9d47f8d0.pth", 412.039, "imagenet"),
            ("regnet_x_32gf", "v2", "RegNetX 32 GF", "regnet_x_32gf-6eb8fdc6.pth", 412.039, "imagenet-232-224")),
        .. Family(
            "EfficientNet",
            "Tan and Le, EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks, ICML 2019",
            ("efficientnet_b0", "", "EfficientNet-B0", "efficientnet_b0_rwightman-7f5810bc.pth", 20.451, "imagenet-256-224-bicubic"),
            ("efficientnet_b1", "v1", "EfficientNet-B1", "efficientnet_b1_rwightman-bac287d4.pth", 30.134, "imagenet-256-240-bicubic"),
            ("efficientnet_b1", "v2", "EfficientNet-B1", "efficientnet_b1-c27df63c.pth", 30.136, "imagenet-255-240"),
            ("efficientnet_b2", "", "EfficientNet-B2", "efficientnet_b2_rwightman-c35c1473.pth", 35.174, "imagenet-288-288-bicubic"),
            ("efficientnet_b3", "", "EfficientNet-B3", "efficientnet_b3_rwightman-b3899882.pth", 47.184, "imagenet-320-300-bicubic"),
            ("efficientnet_b4", "", "EfficientNet-B4", "efficientnet_b4_rwightman-23ab8bcd.pth", 74.489, "imagenet-384-380-bicubic"),
            ("efficientnet_b5", "", "EfficientNet-B5", "efficientnet_b5_lukemelas-1a07897c.pth", 116.864, "imagenet-456-456-bicubic"),
            ("efficientnet_b6", "", "EfficientNet-B6", "efficientnet_b6_lukemelas-24a108a5.pth", 165.362, "imagenet-528-528-bicubic"),
            ("efficientnet_b7", "", "EfficientNet-B7", "efficientnet_b7_lukemelas-c5b4e57e.pth", 254.675, "imagenet-600-600-bicubic")),
        .. Family(
            "EfficientNetV2",
            "Tan and Le, EfficientNetV2: Smaller Models and Faster Training, ICML 2021",
            ("efficientnet_v2_s", "", "EfficientNetV2-S", "efficientnet_v2_s-dd5fe13b.pth", 82.704, "imagenet-384-384"),
            ("efficientnet_v2_m", "", "EfficientNetV2-M", "efficientnet_v2_m-dc08266a.pth", 208.01, "imagenet-480-480"),
            ("efficientnet_v2_l", "", "EfficientNetV2-L", "efficientnet_v2_l-59c71312.pth", 454.573, "half-480-480-bicubic")),
    ];

    private static Pullable Vgg(string model, string title, string file, long size) =>
        Create("VGG", model, $"{model.Replace('_', '-')}-imagenet", $"torchvision's {title}, trained on ImageNet", file, "imagenet") with
        {
            Size = size,
            Cite = $"{VggCite}; {ImageNet}",
        };

    // Sizes as torchvision gives them, in MiB.
    private static IEnumerable<Pullable> Family(
        string group, string cite, params (string Model, string Ending, string Title, string File, double Size, string Input)[] files) =>
        files.Select(row =>
        {
            var swag = row.Ending.StartsWith("swag", StringComparison.Ordinal);
            var training = row.Ending switch
            {
                "v2" => "trained on ImageNet with the newer recipe",
                "swag" => "SWAG, all layers fine-tuned on ImageNet",
                "swag-linear" => "SWAG, with a classifier trained on ImageNet",
                _ => "trained on ImageNet",
            };
            var name = row.Ending.Length > 0 ? $"{row.Model}-{row.Ending}" : row.Model;
            return Create(group, row.Model, name, $"torchvision's {row.Title}, {training}", row.File, row.Input) with
            {
                Size = (long)(row.Size * Mebibyte),
                Licence = swag ? SwagLicence : Licence,
                Cite = $"{cite}; {(swag ? $"{SwagCite}; " : "")}{ImageNet}",
            };
        });

    private static Pullable Create(string group, string model, string name, string description, string file, string input) =>
        new()
        {
            Name = name,
            Group = group,
            Description = description,
            Source = PullSource.FromUrl(Folder + file),
            Size = 0,
            Check = Checksum.FromName(file),
            Licence = Licence,
            Cite = ImageNet,
            Architecture = model,
            Input = input,
        };
}

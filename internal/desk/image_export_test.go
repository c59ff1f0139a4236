package desk

// PictureType is the media type of a picture, by its bytes.
var PictureType = pictureType
